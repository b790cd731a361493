import { toAsciiDigits } from '#kernel/arabic.ts';

/**
 * A mobile number in E.164, or undefined when it is none. Without a country code it is read as one of the tenant's
 * country: Saudi mobiles are nine digits that begin with 5 (numbering plan of CST); elsewhere 7 to 12 digits are taken.
 */
export function mobileOf(typed: string, countryCode: string): string | undefined {
  const digits = toAsciiDigits(typed).replace(/[\s().\-_/]/g, '');
  const international = /^(?:\+|00)([1-9]\d{7,14})$/.exec(digits)?.[1];
  if (countryCode === '+966') {
    const national = /^(?:(?:\+|00)?966|0)?(5\d{8})$/.exec(digits)?.[1];
    if (national !== undefined) return `+966${national}`;
    return international !== undefined && !international.startsWith('966') ? `+${international}` : undefined;
  }
  if (international !== undefined) return `+${international}`;
  const national = /^0?([1-9]\d{6,11})$/.exec(digits)?.[1];
  return national === undefined ? undefined : `${countryCode}${national}`;
}
