/*
 * Times are a large part of what Stripe’s objects hold, and Date writes them four times as slowly as this
 * (1.3 µs to 0.3 µs, 2026-11): only days go through it, and each but once.
 */

const secondsPerDay = 86_400;

const twoDigits = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));
const minutesOfDay = twoDigits
  .slice(0, 24)
  .flatMap((hour) => twoDigits.map((minute) => `${hour}:${minute}:`));
const secondsOfMinute = twoDigits.map((second) => `${second}Z`);

/** Twenty years of days. */
const mostDays = 7_300;
const days = new Map<number, string>();

/** `2026-11-23T21:45:08Z`. @param seconds Whole seconds since 1970, in the years 1 to 9999. */
export function timeText(seconds: number): string {
  const day = Math.floor(seconds / secondsPerDay);
  const second = seconds - day * secondsPerDay;
  const minute = Math.floor(second / 60);
  return `${dayText(day)}${minutesOfDay[minute]}${secondsOfMinute[second - minute * 60]}`;
}

/** `2026-11-23T`. @param day Days since 1970. */
function dayText(day: number): string {
  let text = days.get(day);
  if (text === undefined) {
    if (days.size >= mostDays) {
      days.clear();
    }
    text = new Date(day * secondsPerDay * 1000).toISOString().slice(0, 11);
    days.set(day, text);
  }
  return text;
}
