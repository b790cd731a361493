/** A UUID in lower case; made by the application as version 7, so that ids sort by time of creation. */
export type Id = string;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const isId = (value: string): value is Id => UUID.test(value);

/**
 * A version 7 UUID (RFC 9562, section 5.7).
 * @param milliseconds Unix time, 48 bits
 * @param random ten random bytes
 */
export function uuidv7(milliseconds: number, random: Uint8Array): Id {
  const time = Math.floor(milliseconds).toString(16).padStart(12, '0');
  const hex = Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const variant = ((random[2]! & 0x3f) | 0x80).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex.slice(1, 4)}-${variant}${hex.slice(6, 8)}-${hex.slice(8, 20)}`;
}
