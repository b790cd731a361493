import { randomBytes, randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { askDatabase } from '../faults/app.ts';
import { city } from './browser.ts';

const PATIENCE = 90_000;

export interface Receipt {
  readonly id: string;
  readonly number: string;
  readonly trackingCode: string;
}

/** A report by somebody else, made through the API. Refused reports fail the journey. */
export async function neighbourReports(body: Record<string, unknown>): Promise<Receipt> {
  const answer = await fetch(`${city().url}/api/v1/reports`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`the neighbour's report was refused: ${answer.status} ${text}`);
  return JSON.parse(text) as Receipt;
}

/** The id of a district of the first city. */
export async function someDistrict(): Promise<string> {
  const answer = await fetch(`${city().url}/api/v1/territory/areas?kind=district&limit=1`);
  const { items } = (await answer.json()) as { items: [{ id: string }] };
  return items[0].id;
}

export interface Letter {
  readonly channel: 'sms' | 'email';
  readonly address: string;
  readonly subject: string | null;
  readonly text: string;
}

/** Every message the development mailbox holds for an address, newest first. */
async function lettersTo(address: string): Promise<Letter[]> {
  const answer = await fetch(`${city().url}/api/v1/notifications/dev-mailbox?limit=100`);
  if (!answer.ok) throw new Error(`the mailbox answered ${answer.status}`);
  const { items } = (await answer.json()) as { items: Letter[] };
  return items.filter((letter) => letter.address === address);
}

/**
 * Waits for a message to the address about this report that has these words, or for the second such. Mail is sent after
 * the act, so it is waited for.
 */
export async function letterTo(address: string, number: string, words: RegExp, count = 1): Promise<Letter> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const letters = await lettersTo(address);
    const texts = letters.map((letter) => ({ letter, text: `${letter.subject ?? ''}\n${letter.text}` }));
    const found = texts.filter(({ text }) => text.includes(number) && words.test(text));
    if (found.length >= count) return found[0]!.letter;
    if (Date.now() > end) {
      const got = texts.map(({ text }) => text.trim().split('\n')[0]).join('\n  ');
      throw new Error(`no message ${count} about ${number} with ${words} came to ${address}; what came:\n  ${got}`);
    }
    await sleep(200);
  }
}

/** The address a message leads to. */
export function linkIn(letter: Letter): string {
  const link = /https?:\/\/\S+/.exec(letter.text)?.[0];
  if (link === undefined) throw new Error(`a message without a link: ${letter.text}`);
  return link;
}

/** A photo as a phone takes one: no two are the same. */
export async function photo(): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const [width, height] = [640, 480];
  const noise = randomBytes((width / 8) * (height / 8) * 3);
  const buffer = await sharp(noise, { raw: { width: width / 8, height: height / 8, channels: 3 } })
    .resize(width, height)
    .jpeg()
    .toBuffer();
  return { name: `IMG_${randomInt(1_000, 9_999)}.jpg`, mimeType: 'image/jpeg', buffer };
}

/**
 * Lets the time of one of a report's clocks run out now, by moving it as the owner of the database: days cannot be waited
 * for here. The program itself then finds it due and acts.
 */
export async function letTimeRunOut(number: string, clock: string): Promise<void> {
  const moved = await askDatabase<{ number: string }>(
    city().dataDir,
    `update cases."case"
     set clock_at = now() - interval '1 second',
         projection = jsonb_set(projection, array['clocks', $2, 'dueAt'], to_jsonb(to_char(
           now() at time zone 'UTC' - interval '1 second', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')))
     where number = $1 and projection #> array['clocks', $2] is not null
     returning number`,
    [number, clock],
  );
  if (moved.length !== 1) throw new Error(`report ${number} has no clock ${clock}`);
}
