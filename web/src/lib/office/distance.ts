import type { PageLocale } from '$lib/locale.ts';
import { formatNumber } from '../format.ts';
import { workspace } from '../messages/workspace.ts';

/** `120 م`, `2.4 كم`: metres below a kilometre, to the accuracy a walk needs. */
export function formatDistance(metres: number, reader: Pick<PageLocale, 'language' | 'digits'>): string {
  const t = workspace(reader.language);
  if (metres < 1_000) {
    const round = metres < 100 ? 1 : 10;
    return t('metres', { shown: formatNumber(Math.round(metres / round) * round, reader) });
  }
  return t('kilometres', {
    shown: formatNumber(metres / 1_000, reader, { maximumFractionDigits: metres < 10_000 ? 1 : 0 }),
  });
}

/** What `/position.js` needs to write distances as the page does: words with places, and the form of numbers. */
export function distanceWords(
  reader: Pick<PageLocale, 'language' | 'digits'>,
): Readonly<Record<`data-${string}`, string>> {
  const t = workspace(reader.language);
  return {
    'data-word-metres': t('metres'),
    'data-word-kilometres': t('kilometres'),
    'data-numbers': reader.language === 'ar' ? `ar-SA-u-nu-${reader.digits}` : 'en-GB',
  };
}
