import type { App } from '../faults/app.ts';
import { type Client, createClient, median, pace, quantile } from './load.ts';
import { CITY, report } from './reports.ts';
import { fail, say } from './say.ts';

/** One report's whole life: created, triaged, sent to a team, started, resolved, confirmed by the reporter. */
async function lifecycle(client: Client, cookie: string, steps: Map<string, number[]>): Promise<void> {
  const timed = async (name: string, path: string, body: unknown, headers: Record<string, string> = {}) => {
    const at = performance.now();
    const { status, text } = await client.send('POST', path, body, headers);
    if (status !== 200) fail(`${name}: ${status} ${text}`);
    steps.set(name, [...(steps.get(name) ?? []).slice(-20_000), performance.now() - at]);
    return JSON.parse(text);
  };
  const made = await timed('submit', '/api/v1/reports', report());
  let version = 1;
  const act = async (action: string, input: unknown) => {
    const done = await timed(
      action,
      `/api/v1/reports-office/${made.id}/actions`,
      { action, input, version },
      { cookie },
    );
    version = done.version;
  };
  await act('triage', {});
  await act('dispatch', { team: 'CX' });
  await act('start', {});
  await act('resolve', { resolution: 'Done.' });
  await timed('confirm', `/api/v1/reports/${made.number}/responses`, {
    code: made.trackingCode,
    action: 'confirm',
    input: {},
  });
}

/** Whole lives of reports a second, the middle one of the rounds. */
export async function lifecycles(
  app: App,
  cookie: string,
  cases: number,
  { clients, seconds, rounds }: { clients: number; seconds: number; rounds: number },
): Promise<number> {
  const client = createClient(app.port, `${CITY}.localhost`, clients);
  const steps = new Map<string, number[]>();
  await pace(clients, 2, () => lifecycle(client, cookie, new Map()));
  const runs = [];
  for (let round = 0; round < rounds; round += 1) {
    runs.push((await pace(clients, seconds, () => lifecycle(client, cookie, steps))).perSecond);
  }
  client.close();
  const p95 = [...steps].map(([name, took]) => `${name} ${quantile(took, 0.95).toFixed(0)}`).join(', ');
  say(`lifecycles a second at ${cases.toLocaleString('en')} cases`, `${median(runs).toFixed(1)} (p95 ms: ${p95})`);
  return median(runs);
}
