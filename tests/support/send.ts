import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { Operation } from '#platform/operations.ts';

export interface Sent {
  readonly method: string;
  /** Path and query, as they go out: nothing is encoded here. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** The name asked for, which says which tenant is meant. */
  readonly host?: string;
  /** On a connection of its own. */
  readonly fresh?: boolean;
}

export interface Received {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export type Send = (sent: Sent) => Promise<Received>;

/** Sends requests to a port of this machine over kept connections; unlike `fetch` it changes nothing it is given. */
export function createSender(port: number, connections = 8): { send: Send; close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return {
    send: ({ method, path, headers = {}, body, host, fresh = false }) =>
      new Promise((resolve, reject) => {
        const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
        const outgoing = request(
          {
            host: '127.0.0.1',
            port,
            agent: fresh ? false : agent,
            method,
            path,
            headers: { ...(host === undefined ? {} : { host }), ...length, ...headers },
            timeout: 60_000,
          },
          (response) => {
            const chunks: Buffer[] = [];
            response.on('data', (chunk: Buffer) => chunks.push(chunk));
            response.on('error', reject);
            response.on('end', () =>
              resolve({
                status: response.statusCode!,
                headers: response.headers,
                body: Buffer.concat(chunks).toString('utf8'),
              }),
            );
          },
        );
        outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer to ${method} ${path}`)));
        outgoing.on('error', reject);
        outgoing.end(body);
      }),
    close: () => agent.destroy(),
  };
}

const PLACE = /\{(\w+)\}/g;

/** Lone surrogates have no place in an address and become U+FFFD. */
const encoded = (value: unknown): string =>
  encodeURIComponent((typeof value === 'object' ? JSON.stringify(value) : String(value)).toWellFormed());

const queryText = (name: string, value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).map((one) => `${encoded(name)}=${encoded(one)}`);

/** The request that calls an operation over REST; `key` is for commands, made up unless given. */
export function restRequest(
  operation: Operation,
  input: Readonly<Record<string, unknown>>,
  { key = randomUUID() }: { key?: string } = {},
): Sent {
  const { method, path } = operation.route;
  const inPath = new Set([...path.matchAll(PLACE)].map((match) => match[1]!));
  const rest = Object.entries(input).filter(([name, value]) => !inPath.has(name) && value !== undefined);
  const filled = path.replace(PLACE, (_, name: string) => encoded(input[name]));
  const headers: Record<string, string> = operation.kind === 'command' ? { 'idempotency-key': key } : {};
  if (method === 'GET') {
    const query = rest.flatMap(([name, value]) => queryText(name, value)).join('&');
    return { method, path: `/api/v1${filled}${query === '' ? '' : `?${query}`}`, headers };
  }
  if (operation.rate === 'upload') {
    const boundary = `amanah${randomUUID()}`;
    const bytes = input.bytes instanceof Uint8Array ? input.bytes : Buffer.from(String(input.bytes ?? ''));
    const body = Buffer.concat([
      Buffer.from(
        `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="photo"\r\ncontent-type: image/png\r\n\r\n`,
      ),
      bytes,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]);
    const type = `multipart/form-data; boundary=${boundary}`;
    return { method, path: `/api/v1${filled}`, headers: { ...headers, 'content-type': type }, body };
  }
  return {
    method,
    path: `/api/v1${filled}`,
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(Object.fromEntries(rest)),
  };
}
