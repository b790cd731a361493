import { createHash } from 'node:crypto';
import { canonicalJson } from '#platform/canonical.ts';
import { type Desk, jsonPost, openDesk, randomOf, reportBody } from './desk.ts';
import { App, startProxy } from './harness.ts';

export interface RetriesOptions {
  readonly seed: number;
  /** Effects wanted; each is asked for one to five times. */
  readonly wanted: number;
  /** Wanted effects under way at once. */
  readonly clients: number;
  /** Share of answers lost after the work was done. */
  readonly dropped: number;
}

export interface RetriesResult {
  readonly wanted: number;
  readonly sent: number;
  readonly answersDropped: number;
  /** How often each wanted effect is found, by count: `{ 1: 2000 }` when every one is there once. */
  readonly actions: Readonly<Record<number, number>>;
  readonly ledger: Readonly<Record<number, number>>;
  readonly answersKept: number;
  readonly cases: number;
  /** Keys whose answers were not all the same. */
  readonly differing: readonly string[];
  /** Answers to the same key with another body, by status. */
  readonly otherBody: Readonly<Record<number, number>>;
  /** Answers other than done, to requests that were right. */
  readonly refused: Readonly<Record<string, number>>;
}

interface Wanted {
  readonly key: string;
  readonly url: string;
  readonly cookie: string | undefined;
  readonly body: Record<string, unknown>;
}

const tally = (values: Iterable<number | string>): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
};

async function post(
  { key, url, cookie }: Wanted,
  body: unknown,
): Promise<{ status: number; body: string } | undefined> {
  const { headers, ...init } = jsonPost(cookie, body);
  try {
    const answer = await fetch(url, {
      method: 'POST',
      ...init,
      headers: { ...(headers as Record<string, string>), 'idempotency-key': key },
      signal: AbortSignal.timeout(60_000),
    });
    return { status: answer.status, body: await answer.text() };
  } catch {
    return undefined;
  }
}

/**
 * Sends every request one to five times, one after another or at once, through a proxy that loses answers after the
 * work was done, until each has one answer; then each key again with another body.
 */
export async function runRetries(options: RetriesOptions): Promise<RetriesResult> {
  const random = randomOf(options.seed);
  const run = `retries-${options.seed}-${crypto.randomUUID()}`;
  const app = await App.prepare({ env: { RATE_LIMITS: 'off', LOG_LEVEL: 'warn' } });
  await app.start();
  const proxy = await startProxy({
    targetPort: app.port,
    decide: () => (random() < options.dropped ? 'drop-response' : 'pass'),
  });
  try {
    const desk: Desk = await openDesk(app);
    // Half of the wanted effects are reports, half are notes on a case made beforehand.
    const made = await post(
      { key: `${run}-first`, url: `${app.url}/api/v1/reports`, cookie: desk.resident, body: {} },
      reportBody('first', random),
    );
    const { id } = JSON.parse(made!.body) as { id: string };
    const list: Wanted[] = Array.from({ length: options.wanted }, (_, n) =>
      n % 2 === 0
        ? {
            key: `${run}-${n}`,
            url: `${proxy.url}/api/v1/reports`,
            cookie: n % 4 === 0 ? undefined : desk.resident,
            body: reportBody(`${n}`, random),
          }
        : {
            key: `${run}-${n}`,
            url: `${proxy.url}/api/v1/reports-office/${id}/actions`,
            cookie: desk.triage,
            body: { action: 'note', input: { text: `ملاحظة ${n}`, audience: ['office'] } },
          },
    );
    let sent = 0;
    const differing: string[] = [];
    const refused: string[] = [];
    const statuses: number[] = [];
    const work = async (wanted: Wanted) => {
      const answers = new Set<string>();
      const once = async () => {
        sent += 1;
        const answer = await post(wanted, wanted.body);
        if (answer === undefined) return;
        if (answer.status === 200) answers.add(canonicalJson(JSON.parse(answer.body)));
        else refused.push(`${answer.status} ${(JSON.parse(answer.body) as { code: string }).code}`);
      };
      const times = 1 + Math.floor(random() * 5);
      if (random() < 0.5) await Promise.all(Array.from({ length: times }, once));
      else for (let n = 0; n < times; n += 1) await once();
      for (let tries = 0; answers.size === 0 && tries < 50; tries += 1) await once();
      if (answers.size !== 1) differing.push(wanted.key);
      // Past the proxy, so that each answer is seen.
      const direct = { ...wanted, url: wanted.url.replace(proxy.url, app.url) };
      const other = await post(direct, {
        ...wanted.body,
        ...(wanted.body.action ? { version: 1 } : { address: 'آخر' }),
      });
      statuses.push(other?.status ?? 0);
    };
    const queue = [...list];
    const client = async () => {
      for (let wanted = queue.shift(); wanted !== undefined; wanted = queue.shift()) await work(wanted);
    };
    await Promise.all(Array.from({ length: options.clients }, client));

    const found = async (text: string): Promise<Record<number, number>> => {
      const rows = await app.query<{ key: string; n: number }>(text, [`${run}-%`]);
      const times = new Map(rows.map(({ key, n }) => [key, n]));
      return tally(list.map(({ key }) => times.get(key) ?? 0));
    };
    const scopes = (party: string) =>
      list.map(({ key }) => createHash('sha256').update(`${party}\n${key}`).digest('hex'));
    const parties = await app.query<{ id: string }>(
      'select distinct actor_id as id from cases.action where actor_id is not null',
    );
    const [kept] = await app.query<{ n: number }>(
      'select count(*)::integer as n from platform.idempotency where key = any($1)',
      [['anonymous', ...parties.map((row) => row.id)].flatMap(scopes)],
    );
    const [cases] = await app.query<{ n: number }>('select count(*)::integer as n from cases."case"');
    return {
      wanted: options.wanted,
      sent,
      answersDropped: proxy.counts['drop-response'] ?? 0,
      actions: await found(
        `select split_part(transaction_id, '#', 1) as key, count(*)::integer as n
         from cases.action where transaction_id like $1 group by 1`,
      ),
      ledger: await found(
        `select transaction_id as key, count(*)::integer as n
         from ledger.entry where transaction_id like $1 and kind = 'change' group by 1`,
      ),
      answersKept: kept!.n,
      cases: cases!.n - 1,
      differing,
      otherBody: tally(statuses),
      refused: tally(refused),
    };
  } finally {
    await proxy.stop();
    await app.remove();
  }
}
