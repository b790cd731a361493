import type { lookup } from 'node:dns';
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { AddressRefused, createAddressGuard } from '#platform/address-guard.ts';
import { type AgencyAnswer, BrokenAnswer, NoAnswer } from './model-connectors.ts';
import type { AgencyClient } from './ports.ts';
import { secondsOf } from './rules-webhooks.ts';

/** An answer is a record or a page of them; whatever is larger is none of it. */
const MOST_BYTES = 512 * 1024;

export interface AgencyClientOptions {
  /** Networks (CIDR) that may be called although they are private, over plain HTTP too. */
  readonly allowed: readonly string[];
  readonly lookup?: typeof lookup;
  /** Trusted beside the usual authorities; for an authority of one's own. */
  readonly authority?: string;
}

/** Members of an answer with control characters would be refused by the database: they are no text of an agency. */
const cleaned = (value: unknown): unknown => {
  if (typeof value === 'string') return value.replaceAll('\0', '').toWellFormed();
  if (Array.isArray(value)) return value.map(cleaned);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== '__proto__')
      .map(([key, member]) => [key, cleaned(member)]),
  );
};

function parsed(type: string, text: string): unknown {
  if (!/^application\/(?:.+\+)?json\b/.test(type)) return text;
  try {
    return cleaned(JSON.parse(text));
  } catch {
    throw new BrokenAnswer('the answer is no JSON');
  }
}

/** Calls agencies, and only where the operator allows: never led by a redirect, never longer or larger than agreed. */
export function createAgencyClient(options: AgencyClientOptions): AgencyClient {
  const guard = createAddressGuard(options.allowed, options.lookup);

  function demandAllowed(url: URL): void {
    const address = guard.addressOf(url);
    if (address !== undefined && !guard.mayCall(address)) {
      throw new NoAnswer('address-refused', 'the address lies in a private network', { unsent: true });
    }
    if (url.protocol === 'https:') return;
    if (url.protocol === 'http:' && address !== undefined && guard.isAllowed(address)) return;
    throw new NoAnswer('address-refused', 'the address is not https', { unsent: true });
  }

  async function read(response: IncomingMessage): Promise<{ text: string; type: string }> {
    if (Number(response.headers['content-length'] ?? 0) > MOST_BYTES) {
      throw new NoAnswer('too-large', 'the answer is too large');
    }
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of response) {
      size += (piece as Uint8Array).length;
      if (size > MOST_BYTES) throw new NoAnswer('too-large', 'the answer is too large');
      pieces.push(piece as Uint8Array);
    }
    return {
      text: new TextDecoder().decode(Buffer.concat(pieces, size)),
      type: (response.headers['content-type'] ?? '').toLowerCase(),
    };
  }

  /** What the status line alone tells. */
  function judge(response: IncomingMessage): void {
    const status = response.statusCode ?? 0;
    if (status >= 300 && status < 400) throw new NoAnswer('redirected', `the agency led elsewhere (${status})`);
    if (status === 401 || status === 403) {
      throw new NoAnswer('access-refused', `the agency does not know us (${status})`);
    }
    if (status === 429 || status === 503) {
      const retryAfter = secondsOf(response.headers['retry-after'], Temporal.Now.instant());
      throw new NoAnswer('busy', `the agency is busy (${status})`, { retryAfter });
    }
    if (status >= 500 || status < 200 || status === 408) {
      throw new NoAnswer('agency-error', `the agency answered ${status}`);
    }
  }

  function failure(error: unknown, signal: AbortSignal, sent: boolean): unknown {
    if (error instanceof NoAnswer || error instanceof BrokenAnswer) return error;
    if (error instanceof AddressRefused) return new NoAnswer('address-refused', error.message, { unsent: true });
    if (signal.aborted) return new NoAnswer('timeout', 'no whole answer in time', { unsent: !sent });
    const { code, message } = error as NodeJS.ErrnoException;
    return new NoAnswer('unreachable', code ?? message, { unsent: !sent });
  }

  return {
    below: (base, milliseconds, seen) => async (asked) => {
      const url = new URL(`${base.replace(/\/+$/, '')}${asked.path}`);
      for (const [name, value] of Object.entries(asked.query ?? {})) url.searchParams.set(name, value);
      demandAllowed(url);
      const body = asked.body === undefined ? undefined : JSON.stringify(asked.body);
      const signal = AbortSignal.timeout(milliseconds);
      const note = (status: number | null, response: string) =>
        seen({ request: `${asked.method} ${url.pathname}${url.search}\n${body ?? ''}`, response, status });
      let connected = false;
      let status: number | null = null;
      let text = '';
      try {
        const response = await new Promise<IncomingMessage>((done, fail) => {
          const given: RequestOptions & { ca?: string } = {
            method: asked.method,
            headers: {
              accept: 'application/json',
              'user-agent': 'Amanah-Connectors/1',
              ...(body === undefined
                ? {}
                : { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body) }),
              ...asked.headers,
            },
            lookup: guard.lookup,
            // A connection of its own, so that what was judged is what is connected to.
            agent: false,
            signal,
            ...(options.authority === undefined ? {} : { ca: options.authority }),
          };
          const request = url.protocol === 'https:' ? httpsRequest(url, given) : httpRequest(url, given);
          request.on('socket', (socket) =>
            socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
              connected = true;
            }),
          );
          request.on('error', fail);
          request.on('response', done);
          request.end(body);
        });
        status = response.statusCode ?? null;
        try {
          judge(response);
          const whole = await read(response);
          text = whole.text;
          return { status: status ?? 0, body: parsed(whole.type, text) } satisfies AgencyAnswer;
        } finally {
          response.destroy();
        }
      } catch (error) {
        throw failure(error, signal, connected);
      } finally {
        note(status, text);
      }
    },
  };
}
