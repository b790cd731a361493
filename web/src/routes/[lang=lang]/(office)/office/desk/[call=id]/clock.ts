import { formatNumber } from '$lib/format.ts';
import type { PageLocale } from '$lib/locale.ts';

/** How long a call lasts, as its clock shows it: `1:05`, in the reader's digits. */
export const clockOf = (seconds: number, reader: Pick<PageLocale, 'language' | 'digits'>): string =>
  `${formatNumber(Math.floor(seconds / 60), reader)}:${formatNumber(seconds % 60, reader, { minimumIntegerDigits: 2 })}`;
