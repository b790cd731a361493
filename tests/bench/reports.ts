import type { Client } from './load.ts';
import { fail } from './say.ts';

/** The tenant that is measured: its categories, calendar and area come from a real city. */
export const CITY = 'boston';

/** A place in the city, scattered so that no two reports share an index page by design. */
export const place = () => ({ longitude: -71.12 + Math.random() * 0.08, latitude: 42.3 + Math.random() * 0.06 });
export const report = (contact: Record<string, string> = {}) => ({
  category: 'OT-01',
  location: place(),
  address: '12 Sample Street',
  description: `A broken thing at the corner, seen this morning (${Math.random().toString(36).slice(2)})`,
  contact,
});

export async function submit(
  client: Client,
  contact: Record<string, string> = {},
): Promise<{ id: string; number: string; trackingCode: string }> {
  const { status, text } = await client.send('POST', '/api/v1/reports', report(contact));
  if (status !== 200) fail(`submit: ${status} ${text}`);
  return JSON.parse(text);
}
