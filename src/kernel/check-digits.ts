/** Whether the last digit of a string of digits is its Luhn check digit (ISO/IEC 7812-1, annex B). */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    const weighted = i % 2 === 0 ? digit : digit * 2;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return digits.length > 0 && sum % 10 === 0;
}

/** The remainder by 97 of digits and capital letters, A = 10 … Z = 35 (ISO/IEC 7064 mod 97-10, as in IBAN). */
export function remainder97(text: string): number {
  let remainder = 0;
  for (const character of text) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder;
}

/** The quasigroup of Damm (H. M. Damm, "Total anti-symmetrische Quasigruppen", 2004): order 10, zeros on its diagonal. */
const DAMM = [
  '0317598642',
  '7092154863',
  '4206871359',
  '1750983426',
  '6123045978',
  '3674209581',
  '5869720134',
  '8945362017',
  '9438617205',
  '2581436790',
] as const;

/** The check digit of a string of digits: no wrong digit and no exchange of two neighbours goes unnoticed. */
export const dammDigit = (digits: string): string =>
  [...digits].reduce((interim, digit) => DAMM[Number(interim)]![Number(digit)]!, '0');
