export const minute = 60;
export const hour = 60 * minute;
export const day = 24 * hour;

/** Midnight UTC of the day that holds `time`. */
export function startOfDay(time: number): number {
  return time - (time % day);
}

/** The same day and time of day some months on; the last day of the month where that day does not exist. */
export function addMonths(time: number, months: number): number {
  const date = new Date(time * 1000);
  const dayOfMonth = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(dayOfMonth, lastDay));
  return Math.floor(date.getTime() / 1000);
}

/** Midnight UTC two business days on: when Stripe makes a payment available in the US. */
export function twoBusinessDaysAfter(time: number): number {
  let midnight = startOfDay(time);
  for (let businessDays = 0; businessDays < 2; ) {
    midnight += day;
    const weekday = new Date(midnight * 1000).getUTCDay();
    if (weekday !== 0 && weekday !== 6) {
      businessDays++;
    }
  }
  return midnight;
}

/** 14 Mar 2026, as invoices write it. */
export function shortDate(time: number): string {
  return dateFormat.format(time * 1000);
}

const dateFormat = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});
