import type { App } from '../faults/app.ts';
import { createClient, median, quantile } from './load.ts';
import { CITY, place } from './reports.ts';
import { fail, say } from './say.ts';

/** How long each kind of list takes to answer over HTTP, one after the other. */
export async function reads(app: App, cookie: string): Promise<void> {
  const client = createClient(app.port, `${CITY}.localhost`, 4);
  const words = ['hydrant', 'parking', 'broken', 'trash', 'sidewalk', 'light', 'vehicle', 'tree', 'snow', 'graffiti'];
  const pick = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)]!;
  const lists: Record<string, () => string> = {
    'worklist of a team, by deadline': () =>
      `/api/v1/cases?type=report&order=due&team=${pick(['BTD', 'PWD', 'CX'])}&limit=50`,
    'worklist, newest first': () => '/api/v1/cases?type=report&order=newest&limit=50',
    'triage queue': () => '/api/v1/cases?type=report&state=received&state=reopened&order=oldest&limit=50',
    'search by a word': () => `/api/v1/cases?type=report&order=newest&q=${pick(words)}&limit=25`,
    'search by two words': () => `/api/v1/cases?type=report&order=newest&q=${pick(words)}+${pick(words)}&limit=25`,
    'public list': () => '/api/v1/reports?limit=20',
    'public list of a category, open': () =>
      `/api/v1/reports?category=${pick(['VH-01', 'OT-01'])}&status=open&limit=20`,
    'public search': () => `/api/v1/reports?q=${pick(words)}&limit=20`,
    'similar reports nearby': () => {
      const { longitude, latitude } = place();
      return `/api/v1/reports-similar?category=OT-01&longitude=${longitude}&latitude=${latitude}`;
    },
  };
  for (const [name, path] of Object.entries(lists)) {
    for (let i = 0; i < 20; i += 1) await client.send('GET', path(), undefined, { cookie });
    const took: number[] = [];
    for (let i = 0; i < 200; i += 1) {
      const at = performance.now();
      const { status, text } = await client.send('GET', path(), undefined, { cookie });
      took.push(performance.now() - at);
      if (status !== 200) fail(`${name}: ${status} ${text}`);
    }
    say(name, `p50 ${median(took).toFixed(1)} ms, p95 ${quantile(took, 0.95).toFixed(1)} ms`);
  }
  client.close();
}

/** What a page weighs as it is sent. */
export async function pages(app: App): Promise<void> {
  const client = createClient(app.port, `localhost:${app.port}`, 2);
  for (const path of ['/ar', '/ar/report', '/ar/reports', '/ar/track']) {
    const { status, text } = await client.send('GET', path);
    const scripts = (text.match(/<script\b/g) ?? []).length + (text.match(/modulepreload/g) ?? []).length;
    say(`page ${path}`, `${status}, ${(Buffer.byteLength(text) / 1024).toFixed(0)} KB of HTML, ${scripts} scripts`);
  }
  client.close();
}
