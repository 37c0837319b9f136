import * as l10n from '@vscode/l10n';
import { refreshIntervals } from '../../src/shared/refreshIntervals.ts';

export interface RefreshChoice {
  /** Minutes; 0 for off. */
  readonly value: string;
  readonly text: string;
}

/** What automatic refresh offers, and what the definitions file may say besides. @param minutes 0 for off. */
export function refreshChoices(minutes: number): readonly RefreshChoice[] {
  const intervals = new Set([...refreshIntervals, minutes]);
  intervals.delete(0);
  return [
    { value: '0', text: l10n.t('Off') },
    ...[...intervals]
      .sort((a, b) => a - b)
      .map((interval) => ({ value: String(interval), text: intervalText(interval) })),
  ];
}

const minutesPerHour = 60;
const minutesPerDay = 24 * minutesPerHour;

function intervalText(minutes: number): string {
  if (minutes % minutesPerDay === 0) {
    const days = minutes / minutesPerDay;
    return days === 1 ? l10n.t('Every day') : l10n.t('Every {0} days', days);
  }
  if (minutes % minutesPerHour === 0) {
    const hours = minutes / minutesPerHour;
    return hours === 1 ? l10n.t('Every hour') : l10n.t('Every {0} hours', hours);
  }
  return minutes === 1 ? l10n.t('Every minute') : l10n.t('Every {0} minutes', minutes);
}
