/** Crockford's base 32: without I, L, O and U, so that a code survives being read out on the telephone. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 12;

/** Random bytes a code is made from: five bits of each are used, 60 in all. */
export const TRACKING_BYTES = LENGTH;

/**
 * A tracking code such as `7Q2M-KD4X-90FT`: whoever knows it may follow, confirm or reopen one report without an
 * account. It is kept nowhere: the same bytes are derived again when it is to be compared.
 * @param random at least `TRACKING_BYTES` bytes that nobody else can work out
 */
export function trackingCode(random: Uint8Array): string {
  if (random.length < TRACKING_BYTES) throw new RangeError('too few random bytes');
  const text = Array.from(random.subarray(0, LENGTH), (byte) => ALPHABET[byte & 31]).join('');
  return `${text.slice(0, 4)}-${text.slice(4, 8)}-${text.slice(8)}`;
}

/**
 * The normal form of a code as a person typed it: letter case, hyphens, spaces, Arabic digits and the letters people
 * mistake for digits do not matter. Null when it cannot be a code.
 */
export function normaliseTrackingCode(typed: string): string | null {
  const text = typed
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  return text.length === LENGTH && [...text].every((letter) => ALPHABET.includes(letter)) ? text : null;
}

/** Actions of the case that the tracking code opens: those of the reporter, and no other. */
export const TRACKING_ACTIONS = ['confirm', 'notFixed', 'correct', 'cancel'] as const;

/** Whose report it is: the party that made or claimed it, not whoever made one that was joined to it. Null for nobody's. */
export const reporterOf = (
  participants: readonly { readonly role: string; readonly partyId: string; readonly from: string | null }[],
): string | null => participants.find(({ role, from }) => role === 'reporter' && from === null)?.partyId ?? null;
