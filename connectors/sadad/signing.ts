import { createHmac, timingSafeEqual } from 'node:crypto';

/** How far the clocks of both sides may differ. */
const TOLERANCE_SECONDS = 300;

/** HMAC-SHA-256 over the time, a full stop and the body, in base64. */
export const signatureOf = (key: string, timestamp: string, body: string): string =>
  createHmac('sha256', key).update(`${timestamp}.${body}`).digest('base64');

/** Whether a body was signed with the key, not long ago. */
export function isSigned(
  key: string,
  headers: Readonly<Record<string, string | undefined>>,
  body: string,
  now: Temporal.Instant,
): boolean {
  const timestamp = headers['x-sadad-timestamp'] ?? '';
  if (!/^\d{10}$/.test(timestamp)) return false;
  if (Math.abs(now.epochMilliseconds / 1_000 - Number(timestamp)) > TOLERANCE_SECONDS) return false;
  const given = Buffer.from(headers['x-sadad-signature'] ?? '', 'base64');
  const right = Buffer.from(signatureOf(key, timestamp, body), 'base64');
  return given.length === right.length && timingSafeEqual(given, right);
}
