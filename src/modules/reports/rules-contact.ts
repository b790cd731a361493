import { toAsciiDigits } from '#kernel/arabic.ts';
import { IDENTIFIERS } from '#kernel/identifiers.ts';

/**
 * A mobile number in E.164, or undefined when it is none. Without a country code it is read as one of the tenant's
 * country: a Saudi one by the kernel's rule, elsewhere any 7 to 12 digits.
 */
export function mobileOf(typed: string, countryCode: string): string | undefined {
  const digits = toAsciiDigits(typed).replace(/[\s().\-_/]/g, '');
  const international = /^(?:\+|00)([1-9]\d{7,14})$/.exec(digits)?.[1];
  if (countryCode === '+966') {
    const foreign = international !== undefined && !international.startsWith('966') ? `+${international}` : undefined;
    return IDENTIFIERS.MOBILE.parse(typed) ?? foreign;
  }
  if (international !== undefined) return `+${international}`;
  const national = /^0?([1-9]\d{6,11})$/.exec(digits)?.[1];
  return national === undefined ? undefined : `${countryCode}${national}`;
}

/** A telephone number in E.164 that somebody calls from: a mobile as `mobileOf` reads it, or a Saudi fixed line. */
export function phoneOf(typed: string, countryCode: string): string | undefined {
  const mobile = mobileOf(typed, countryCode);
  if (mobile !== undefined || countryCode !== '+966') return mobile;
  const digits = toAsciiDigits(typed).replace(/[\s().\-_/]/g, '');
  // Geographic numbers begin with 11 to 17 after the country code (CST numbering plan).
  const fixed = /^(?:\+966|00966|0)?(1[1-7]\d{7})$/.exec(digits)?.[1];
  return fixed === undefined ? undefined : `+966${fixed}`;
}
