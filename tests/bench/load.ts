import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';

/** One HTTP client with kept-alive connections. */
export function createClient(port: number, host: string, connections: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return {
    /** Sends a request and returns status and text. */
    send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
      const json: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
      return this.sendBytes(method, path, body === undefined ? undefined : JSON.stringify(body), {
        ...json,
        ...headers,
      });
    },
    /** The same with a body as it stands. */
    sendBytes(method: string, path: string, body: string | Buffer | undefined, headers: Record<string, string>) {
      return new Promise<{ status: number; text: string }>((resolve, reject) => {
        const out = request(
          {
            agent,
            port,
            host: '127.0.0.1',
            method,
            path,
            headers: {
              host,
              ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
              ...(method === 'GET' ? {} : { 'idempotency-key': randomUUID() }),
              ...headers,
            },
          },
          (response) => {
            let answer = '';
            response.setEncoding('utf8');
            response.on('data', (chunk) => {
              answer += chunk;
            });
            response.on('end', () => resolve({ status: response.statusCode ?? 0, text: answer }));
          },
        );
        out.on('error', reject);
        out.end(body);
      });
    },
    close: () => agent.destroy(),
  };
}
export type Client = ReturnType<typeof createClient>;

/** Runs `work` over and over from `clients` callers for `seconds`; returns how often a second, and each one's milliseconds. */
export async function pace(clients: number, seconds: number, work: (client: number) => Promise<void>) {
  const until = performance.now() + seconds * 1_000;
  const took: number[] = [];
  const started = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      while (performance.now() < until) {
        const at = performance.now();
        await work(client);
        took.push(performance.now() - at);
      }
    }),
  );
  return { perSecond: (took.length * 1_000) / (performance.now() - started), took };
}

export const quantile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};

export const median = (values: readonly number[]): number => quantile(values, 0.5);
