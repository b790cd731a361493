import type { lookup } from 'node:dns';
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { AddressRefused, createAddressGuard } from '#platform/address-guard.ts';
import type { Call } from './model.ts';
import { secondsOf } from './rules-webhooks.ts';

/** Longer than a receiver needs that puts the message away first and works on it later. */
const TIMEOUT_MILLISECONDS = 15_000;
/** What is read of an answer; the rest is left where it is. */
const ANSWER_BYTES = 16_384;
const ANSWER_SHOWN = 1_000;

/** Calls receivers, and only where it may. */
export interface Receivers {
  /** Whether the address may be called as far as its text tells; a name is looked up when it is called. */
  fault(url: string): 'address-not-https' | 'address-with-password' | 'address-refused' | undefined;
  /** Posts a message. Never throws: what went wrong is the call's failure. */
  post(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<Call>;
}

export interface ReceiverOptions {
  /** Networks (CIDR) that may be called although they are private, over plain HTTP too. */
  readonly allowed: readonly string[];
  readonly timeoutMilliseconds?: number;
  /** Trusted beside the usual authorities; for an authority of one's own. */
  readonly authority?: string;
  readonly lookup?: typeof lookup;
}

/** How to reach the receivers of webhooks, guarded against being led into the operator's own network. */
export function createReceivers(options: ReceiverOptions): Receivers {
  const guard = createAddressGuard(options.allowed, options.lookup);
  const timeout = options.timeoutMilliseconds ?? TIMEOUT_MILLISECONDS;

  function fault(text: string): ReturnType<Receivers['fault']> {
    const url = new URL(text);
    if (url.username !== '' || url.password !== '') return 'address-with-password';
    const address = guard.addressOf(url);
    if (address !== undefined && !guard.mayCall(address)) return 'address-refused';
    if (url.protocol === 'https:') return undefined;
    // In the clear only where the operator named the network, which a name alone does not tell.
    if (address !== undefined) return guard.isAllowed(address) ? undefined : 'address-not-https';
    return url.hostname === 'localhost' && options.allowed.length > 0 ? undefined : 'address-not-https';
  }

  function exchange(
    url: URL,
    headers: Readonly<Record<string, string>>,
    body: string,
  ): Promise<Pick<Call, 'status' | 'answer' | 'retryAfter'>> {
    return new Promise((done, failed) => {
      const given: RequestOptions & { ca?: string } = {
        method: 'POST',
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        lookup: guard.lookup,
        agent: false,
        signal: AbortSignal.timeout(timeout),
        ...(options.authority === undefined ? {} : { ca: options.authority }),
      };
      const request = url.protocol === 'https:' ? httpsRequest(url, given) : httpRequest(url, given);
      request.on('error', failed);
      request.on('response', (response: IncomingMessage) => {
        const pieces: Buffer[] = [];
        let size = 0;
        // The status line has decided; how the rest of the answer ends changes nothing.
        const end = () => {
          done({
            status: response.statusCode ?? null,
            answer: Buffer.concat(pieces).toString('utf8').slice(0, ANSWER_SHOWN).replaceAll('\0', '').toWellFormed(),
            retryAfter: secondsOf(response.headers['retry-after'], Temporal.Now.instant()),
          });
          request.destroy();
        };
        response.on('data', (piece: Buffer) => {
          pieces.push(piece);
          size += piece.length;
          if (size >= ANSWER_BYTES) end();
        });
        response.on('end', end);
        response.on('error', end);
        response.on('close', end);
      });
      request.end(body);
    });
  }

  return {
    fault,
    async post(text, headers, body) {
      const at = Temporal.Now.instant();
      const started = performance.now();
      const made = (rest: Partial<Call>): Call => ({
        at: at.toString(),
        milliseconds: Math.round(performance.now() - started),
        status: null,
        failure: null,
        answer: null,
        retryAfter: null,
        ...rest,
      });
      const wrong = fault(text);
      if (wrong !== undefined) return made({ failure: `the address may not be called (${wrong})` });
      try {
        return made(await exchange(new URL(text), headers, body));
      } catch (error) {
        return made({ failure: reasonOf(error, timeout).slice(0, 400) });
      }
    },
  };
}

function reasonOf(error: unknown, timeout: number): string {
  if (error instanceof AddressRefused) return error.message;
  const { name, code, message } = error as NodeJS.ErrnoException;
  if (name === 'AbortError' || name === 'TimeoutError') return `no answer within ${timeout / 1_000} s`;
  return code === undefined || message.includes(code) ? message : `${code}: ${message}`;
}
