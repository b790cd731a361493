import { readXml, type XmlElement, XmlRefused } from '#platform/xml.ts';
import type { Exchange, OwnerEndpoint } from './model.ts';

/** Calls an owner's server once. Never throws: whatever goes wrong is in the exchange. */
export interface Open311Client {
  post(
    endpoint: OwnerEndpoint,
    resource: string,
    form: Readonly<Record<string, string>>,
    once: string,
  ): Promise<Exchange>;
  get(
    endpoint: OwnerEndpoint,
    kind: Exchange['kind'],
    resource: string,
    query: Readonly<Record<string, string>>,
  ): Promise<Exchange>;
}

/** The largest answer that is read, in bytes. */
const LARGEST_ANSWER = 512 * 1024;
const TIMEOUT = 15_000;
/** Members of an answer that are looked at; no more of it goes any further. */
const MEMBERS = [
  'service_request_id',
  'token',
  'status',
  'status_notes',
  'service_code',
  'updated_datetime',
  'lat',
  'long',
  'update_id',
  'description',
  'code',
];
const MOST_ITEMS = 2_000;

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > LARGEST_ANSWER) throw new XmlRefused(`the answer is larger than ${LARGEST_ANSWER / 1024} KB`);
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks, size));
}

const plain = (value: unknown): string => (typeof value === 'string' ? value : value == null ? '' : String(value));

function membersOf(item: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    MEMBERS.filter((name) => Object.hasOwn(item, name)).map((name) => {
      const value = item[name];
      const one = Array.isArray(value) ? value[0] : value;
      return [name, typeof one === 'object' && one !== null ? '' : plain(one).slice(0, 4_000)];
    }),
  );
}

/** The elements of a document of lists, whatever they are called. @throws XmlRefused, SyntaxError */
function itemsOf(text: string, json: boolean): Record<string, string>[] {
  const list: unknown[] = [];
  if (json) {
    const document: unknown = JSON.parse(text);
    list.push(...(Array.isArray(document) ? document : [document]));
  } else {
    const { element } = readXml(text);
    for (const members of Object.values(element as Record<string, readonly XmlElement[]>)) {
      if (typeof element !== 'string') list.push(...members);
    }
  }
  return list
    .slice(0, MOST_ITEMS)
    .filter((item): item is Record<string, unknown> => typeof item === 'object' && item !== null)
    .map(membersOf);
}

/** @param environment holds the keys that tenants name, and nobody else reads */
export function createOpen311Client(
  environment: Readonly<Record<string, string | undefined>>,
  timeoutMilliseconds: number = TIMEOUT,
): Open311Client {
  const keyOf = ({ keyVariable }: OwnerEndpoint): string | undefined =>
    keyVariable === undefined ? '' : environment[keyVariable];

  async function exchange(kind: Exchange['kind'], url: URL, init: RequestInit): Promise<Exchange> {
    const started = performance.now();
    const at = Temporal.Now.instant().toString();
    const address = `${url.origin}${url.pathname}`.slice(0, 2_000);
    const made = (rest: Pick<Exchange, 'status' | 'failure' | 'items' | 'answer'>): Exchange => ({
      kind,
      address,
      at,
      milliseconds: Math.round(performance.now() - started),
      ...rest,
    });
    let status: number | null = null;
    let text: string | null = null;
    try {
      const response = await fetch(url, {
        ...init,
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMilliseconds),
      });
      status = response.status;
      text = await textOf(response);
      const json = (response.headers.get('content-type') ?? '').includes('json');
      return made({ status, failure: null, items: itemsOf(text, json), answer: text.slice(0, 600).toWellFormed() });
    } catch (error) {
      const cause = (error as Error).cause as { code?: string; message?: string } | undefined;
      const late = (error as Error).name === 'TimeoutError';
      const reason = late
        ? `no answer within ${timeoutMilliseconds / 1000} s`
        : (cause?.code ?? cause?.message ?? (error as Error).message);
      return made({
        status,
        failure: reason.slice(0, 400),
        items: null,
        answer: text?.slice(0, 600).toWellFormed() ?? null,
      });
    }
  }

  const addressOf = ({ url, format }: OwnerEndpoint, resource: string): URL =>
    new URL(`${url.replace(/\/+$/, '')}/${resource}.${format}`);

  const withoutKey = (kind: Exchange['kind'], url: URL, { keyVariable }: OwnerEndpoint): Exchange => ({
    kind,
    address: url.origin,
    at: Temporal.Now.instant().toString(),
    status: null,
    milliseconds: 0,
    failure: `the environment variable ${keyVariable} holds no key`,
    items: null,
    answer: null,
  });

  return {
    async post(endpoint, resource, form, once) {
      const url = addressOf(endpoint, resource);
      const key = keyOf(endpoint);
      if (key === undefined) return withoutKey('send', url, endpoint);
      return exchange('send', url, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
          // Servers that know it answer a repeat as before; the standard has nothing of its own for that.
          'idempotency-key': once,
        },
        body: new URLSearchParams({ ...(key === '' ? {} : { api_key: key }), ...form }).toString(),
      });
    },
    async get(endpoint, kind, resource, query) {
      const url = addressOf(endpoint, resource);
      const { jurisdiction } = endpoint;
      url.search = new URLSearchParams({
        ...(jurisdiction === undefined ? {} : { jurisdiction_id: jurisdiction }),
        ...query,
      }).toString();
      return exchange(kind, url, {});
    },
  };
}
