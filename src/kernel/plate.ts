import type { Language } from './text.ts';

/** The letters of Saudi plates; each Arabic one has its Latin one. */
const LATIN: Readonly<Record<string, string>> = {
  ا: 'A',
  ب: 'B',
  ح: 'J',
  د: 'D',
  ر: 'R',
  س: 'S',
  ص: 'X',
  ط: 'T',
  ع: 'E',
  ق: 'G',
  ك: 'K',
  ل: 'L',
  م: 'Z',
  ن: 'N',
  ه: 'H',
  و: 'U',
  ى: 'V',
};
const ARABIC = new Map(Object.entries(LATIN).map(([arabic, latin]) => [latin, arabic]));
const VARIANTS: Readonly<Record<string, string>> = { أ: 'ا', إ: 'ا', آ: 'ا', ي: 'ى', '\u06cc': 'ى', '\u06a9': 'ك' };

/**
 * A plate as it is stored, `ABJ1234`: Latin letters, then digits without leading zeros. Reads either alphabet and
 * either order (`1234 ABJ`); undefined for other letters than those of plates.
 * @param bare ASCII digits, capitals, no spaces
 */
export function parsePlate(bare: string): string | undefined {
  const letters = [...bare.replace(/[-ـ]/g, '')].map((letter) => {
    const arabic = VARIANTS[letter] ?? letter;
    return LATIN[arabic] ?? letter;
  });
  const written = letters.join('');
  const [, before, first, second, after] = /^([A-Z]{3})(\d{1,4})$|^(\d{1,4})([A-Z]{3})$/.exec(written) ?? [];
  const name = before ?? after;
  const number = Number(first ?? second);
  if (!name || !(number > 0) || [...name].some((letter) => !ARABIC.has(letter))) return undefined;
  return `${name}${number}`;
}

/** A canonical plate as it stands on the car: `ا ب ح 1234`; in English `ABJ 1234`. */
export function showPlate(canonical: string, language: Language): string {
  const [letters, digits] = [canonical.slice(0, 3), canonical.slice(3)];
  return language === 'ar'
    ? `${[...letters].map((letter) => ARABIC.get(letter)).join(' ')} ${digits}`
    : `${letters} ${digits}`;
}
