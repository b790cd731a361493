import type { Journal, Outcome } from './journal.ts';

export { App, type AppOptions } from './app.ts';
export { checkJournal, isClean, Journal, type Outcome, readJournal, unsettledIn, type Verdict } from './journal.ts';
export { type Fault, type Proxy, startProxy } from './proxy.ts';

export interface Request {
  /** Names the wanted effect; also sent as `Idempotency-Key`. */
  readonly key: string;
  readonly url: string;
  readonly init?: RequestInit;
  /** What the answer means; unless said otherwise 2xx is `ok`, 4xx `fail` and 5xx `unknown`. */
  readonly classify?: (status: number, body: string) => Outcome;
}

export interface Answer {
  readonly outcome: Outcome;
  readonly status: number | undefined;
  readonly body: string;
}

const byStatus = (status: number): Outcome => (status < 300 ? 'ok' : status < 500 ? 'fail' : 'unknown');

/** Sends one request and writes into the journal what came of it. Never throws for the network. */
export async function sendNoted(journal: Journal, request: Request): Promise<Answer> {
  const note = journal.send(request.key);
  try {
    const response = await fetch(request.url, {
      method: 'POST',
      signal: AbortSignal.timeout(120_000),
      ...request.init,
      headers: { 'idempotency-key': request.key, ...Object.fromEntries(new Headers(request.init?.headers)) },
    });
    const body = await response.text();
    const outcome = request.classify?.(response.status, body) ?? byStatus(response.status);
    note(outcome, String(response.status));
    return { outcome, status: response.status, body };
  } catch (error) {
    const cause = (error as { cause?: { code?: string } }).cause?.code ?? (error as Error).name;
    // Nobody listened, so nobody can have done anything. Every other break leaves that open.
    const outcome: Outcome = cause === 'ECONNREFUSED' ? 'fail' : 'unknown';
    note(outcome, cause);
    return { outcome, status: undefined, body: '' };
  }
}

/**
 * Sends the same request until an answer settles it, as a careful client does: again after `unknown` and after a
 * refused connection, at most `tries` times.
 */
export async function sendUntilSettled(journal: Journal, request: Request, tries = 50, pause = 50): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await sendNoted(journal, request);
    const settled = answer.outcome !== 'unknown' && answer.status !== undefined;
    if (settled || attempt === tries) return answer;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** Runs `work` again and again in so many clients at once while `during` goes on. Returns how often it ran. */
export async function underLoad(
  clients: number,
  work: (turn: number) => Promise<unknown>,
  during: () => Promise<void>,
): Promise<number> {
  let over = false;
  let turns = 0;
  const loop = async () => {
    while (!over) {
      turns += 1;
      await work(turns);
    }
  };
  const loops = Promise.all(Array.from({ length: clients }, loop));
  try {
    await Promise.race([during(), loops]);
  } finally {
    over = true;
    await loops;
  }
  return turns;
}
