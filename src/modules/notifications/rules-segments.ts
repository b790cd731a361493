/** 3GPP TS 23.038, section 6.2.1: the default alphabet, one septet each. */
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Section 6.2.1.1: the extension table, two septets each. */
const EXTENDED = new Set('\f^{}\\[~]|€');

export interface SmsSize {
  readonly encoding: 'GSM-7' | 'UCS-2';
  /** Septets or UTF-16 code units. */
  readonly units: number;
  /** Messages the gateway bills. */
  readonly segments: number;
}

/**
 * How many messages a text becomes (TS 23.040, section 9.2.3.24.1): one holds 160 septets or 70 units; a part of a
 * longer one holds 153 or 67, and no character is cut in two between parts. Arabic is always UCS-2.
 */
export function smsSize(text: string): SmsSize {
  const characters = [...text];
  const gsm = characters.every((character) => BASIC.has(character) || EXTENDED.has(character));
  const costs = characters.map((character) => (gsm ? (EXTENDED.has(character) ? 2 : 1) : character.length));
  const units = costs.reduce((sum, cost) => sum + cost, 0);
  const encoding = gsm ? 'GSM-7' : 'UCS-2';
  if (units <= (gsm ? 160 : 70)) return { encoding, units, segments: units === 0 ? 0 : 1 };
  const room = gsm ? 153 : 67;
  let segments = 1;
  let used = 0;
  for (const cost of costs) {
    if (used + cost > room) {
      segments++;
      used = 0;
    }
    used += cost;
  }
  return { encoding, units, segments };
}
