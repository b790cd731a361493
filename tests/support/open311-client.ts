import { XMLParser } from 'fast-xml-parser';

/**
 * A client of GeoReport v2 that knows the standard and nothing of this program: fetch, a form, and an XML reader.
 * What it reads is compared with what real servers answered.
 */
export interface GeoReport {
  get(path: string, headers?: Record<string, string>): Promise<Read>;
  post(path: string, form: Record<string, string> | string, headers?: Record<string, string>): Promise<Read>;
}

export interface Read {
  readonly status: number;
  readonly type: string;
  readonly headers: Headers;
  readonly text: string;
  /** The document: parsed JSON, or the root element's name over its content. */
  readonly document: never;
}

const reader = new XMLParser({ parseTagValue: false });

export const readDocument = (type: string, text: string): unknown =>
  type.startsWith('application/json') ? JSON.parse(text) : without(reader.parse(text) as Record<string, unknown>);

const without = ({ '?xml': _, ...rest }: Record<string, unknown>) => rest;

export function geoReport(endpoint: string): GeoReport {
  async function ask(path: string, init: RequestInit): Promise<Read> {
    const response = await fetch(`${endpoint}/${path}`, init);
    const text = await response.text();
    const type = response.headers.get('content-type') ?? '';
    const known = /^(text\/xml|application\/json)/.test(type);
    const document = (known && text !== '' ? readDocument(type, text) : undefined) as never;
    return { status: response.status, type, headers: response.headers, text, document };
  }
  return {
    get: (path, headers = {}) => ask(path, { headers }),
    post: (path, form, headers = {}) =>
      ask(path, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8', ...headers },
        body: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
      }),
  };
}

/** The names of elements a document uses, each with those below it: its shape, whatever its values. */
export function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return shapeOf(value[0]);
  if (value === null || typeof value !== 'object') return 'text';
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((name) => [name, shapeOf((value as Record<string, unknown>)[name])]),
  );
}
