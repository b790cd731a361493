import { formatNumber } from '$lib/format.ts';
import type { PageLocale } from '$lib/locale.ts';
import type { privacy } from '$lib/messages/privacy.ts';

const YEAR_DAYS = 365;

/** A term in words: whole years as years, all else in days. */
export function termInWords(days: number | null, t: ReturnType<typeof privacy>, locale: PageLocale): string {
  if (days === null) return t('forever');
  const years = days % YEAR_DAYS === 0;
  const count = years ? days / YEAR_DAYS : days;
  return t(years ? 'years' : 'days', { count, number: formatNumber(count, locale) });
}
