import type { lookup } from 'node:dns';
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { AddressRefused, createAddressGuard } from '#platform/address-guard.ts';

/** What came of fetching a picture. */
export type Fetched =
  | { readonly bytes: Uint8Array; readonly type: string }
  | { readonly failure: string; readonly permanent: boolean };

/** Fetches pictures that others gave the addresses of, from nowhere but the open internet. Never throws. */
export interface MediaClient {
  fetch(url: string): Promise<Fetched>;
}

export interface MediaClientOptions {
  /** Networks (CIDR) that may be called although they are private. */
  readonly allowed: readonly string[];
  readonly timeoutMilliseconds?: number;
  readonly mostBytes?: number;
  readonly lookup?: typeof lookup;
  /** Trusted beside the usual authorities; for an authority of one's own. */
  readonly authority?: string;
}

/** From the first look-up to the last byte, redirects included. */
const TIMEOUT_MILLISECONDS = 20_000;
/** The largest photo that may be uploaded (documents.upload-photo). */
const MOST_BYTES = 12 * 1024 * 1024;
const MOST_REDIRECTS = 3;
/** Answers after which trying again is of use. */
const LATER = [408, 425, 429];

const refused = (failure: string): Fetched => ({ failure: failure.slice(0, 300), permanent: true });
const failed = (failure: string): Fetched => ({ failure: failure.slice(0, 300), permanent: false });

export function createMediaClient(options: MediaClientOptions): MediaClient {
  const guard = createAddressGuard(options.allowed, options.lookup);
  const timeout = options.timeoutMilliseconds ?? TIMEOUT_MILLISECONDS;
  const most = options.mostBytes ?? MOST_BYTES;

  /** Why an address is not fetched, as far as its text tells; a name is judged when it is looked up. */
  function faultOf(url: URL): string | undefined {
    if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'not an address of the web';
    if (url.username !== '' || url.password !== '') return 'the address holds a password';
    const address = guard.addressOf(url);
    return address === undefined || guard.mayCall(address) ? undefined : 'the address lies in a private network';
  }

  const ask = (url: URL, signal: AbortSignal): Promise<IncomingMessage> =>
    new Promise((done, fail) => {
      const given: RequestOptions & { ca?: string } = {
        // Nothing of ours goes along: no cookie, no key, no address it was found at.
        headers: { accept: 'image/*' },
        lookup: guard.lookup,
        // A connection of its own, so that what was judged is what is connected to.
        agent: false,
        signal,
        ...(options.authority === undefined ? {} : { ca: options.authority }),
      };
      const request = url.protocol === 'https:' ? httpsRequest(url, given) : httpRequest(url, given);
      request.on('error', fail);
      request.on('response', done);
      request.end();
    });

  async function read(response: IncomingMessage): Promise<Fetched> {
    const type = (response.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
    if (!type.startsWith('image/')) return refused(`what is there is no picture but ${type || 'of no known type'}`);
    if (Number(response.headers['content-length'] ?? 0) > most) return refused('the picture is too large');
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response) {
      size += (chunk as Uint8Array).length;
      if (size > most) return refused('the picture is too large');
      chunks.push(chunk as Uint8Array);
    }
    return { bytes: Buffer.concat(chunks, size), type };
  }

  async function follow(first: URL, signal: AbortSignal): Promise<Fetched> {
    let url = first;
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
      const fault = faultOf(url);
      if (fault !== undefined) return refused(fault);
      const response = await ask(url, signal);
      try {
        const status = response.statusCode ?? 0;
        if (status >= 200 && status < 300) return await read(response);
        const { location } = response.headers;
        if (status < 300 || status >= 400 || location === undefined) {
          return status >= 500 || LATER.includes(status) ? failed(`answered ${status}`) : refused(`answered ${status}`);
        }
        if (!URL.canParse(location, url)) return refused('led to an address that is none');
        url = new URL(location, url);
      } finally {
        response.destroy();
      }
    }
    return refused(`led on more than ${MOST_REDIRECTS} times`);
  }

  return {
    async fetch(text) {
      if (!URL.canParse(text)) return refused('not an address of the web');
      const signal = AbortSignal.timeout(timeout);
      try {
        return await follow(new URL(text), signal);
      } catch (error) {
        if (error instanceof AddressRefused) return refused('the address leads into a private network');
        const { code, message } = error as NodeJS.ErrnoException;
        // Cut off in the middle of an answer, the connection only says that it was reset.
        if (signal.aborted) return failed(`no whole answer in ${timeout / 1_000} s`);
        return failed(code ?? message);
      }
    },
  };
}
