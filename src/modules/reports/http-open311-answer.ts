import { Problem } from '#kernel/problem.ts';
import { say } from '#kernel/text.ts';
import { writeXml, type XmlValue } from '#platform/xml.ts';

export type Format = 'xml' | 'json';

/** Names of the members of each list in XML; JSON leaves them out (GeoReport v2, "JSON Support": Spark). */
const SINGULARS: Readonly<Record<string, string>> = {
  services: 'service',
  attributes: 'attribute',
  values: 'value',
  service_requests: 'request',
  service_request_updates: 'request_update',
  errors: 'error',
  endpoints: 'endpoint',
  formats: 'format',
  media_urls: 'media_url',
};

const TYPES: Readonly<Record<Format, string>> = {
  xml: 'text/xml; charset=utf-8',
  json: 'application/json; charset=utf-8',
};

/** An answer: in XML below an element of the name `root`, in JSON the same without that name. */
export function answer(
  format: Format,
  root: string,
  value: XmlValue,
  options: { status?: number; headers?: Record<string, string> } = {},
): Response {
  const body = format === 'json' ? JSON.stringify(value) : writeXml(root, value, SINGULARS);
  return new Response(body, {
    status: options.status ?? 200,
    headers: {
      'content-type': TYPES[format],
      'cache-control': 'no-store',
      'access-control-allow-origin': '*',
      vary: 'accept, accept-language',
      ...options.headers,
    },
  });
}

/** One or several refusals of this protocol. */
export class Refused extends Error {
  readonly status: number;
  readonly descriptions: readonly string[];

  constructor(status: number, ...descriptions: readonly string[]) {
    super(descriptions.join('; '));
    this.name = 'Refused';
    this.status = status;
    this.descriptions = descriptions;
  }
}

/** 404 for what is not there, 403 for a key, 400 for nearly everything else (GeoReport v2, "Errors"). */
function statusOf(problem: Problem): number {
  if (problem.code === 'reports.unknown-category') return 404;
  if ([404, 429, 503, 500].includes(problem.status)) return problem.status;
  return problem.status === 401 || problem.status === 403 ? 403 : 400;
}

/** The refusals of an error in the standard's own shape; undefined for a fault of ours. */
export function refusalOf(
  error: unknown,
  language: string,
): { status: number; descriptions: readonly string[] } | undefined {
  if (error instanceof Refused) return error;
  if (!(error instanceof Problem)) return undefined;
  const fields = error.fields.filter(({ path }) => path !== '');
  const descriptions =
    fields.length > 0
      ? fields.map(({ path, text }) => `${nameOf(path)}: ${say(text, language)}`)
      : [say(error.text, language)];
  return { status: statusOf(error), descriptions };
}

/** Members of our operations by the names that clients of this protocol know. */
const NAMES: Readonly<Record<string, string>> = {
  category: 'service_code',
  location: 'lat, long',
  'location.latitude': 'lat',
  'location.longitude': 'long',
  address: 'address_string',
  'contact.name': 'first_name, last_name',
  'contact.mobile': 'phone',
  'contact.email': 'email',
  'source.mediaUrls': 'media_url',
  mediaUrls: 'media_url',
  'source.externalId': 'external_id',
  externalId: 'update_id',
  number: 'service_request_id',
  at: 'updated_datetime',
};

const nameOf = (path: string): string =>
  NAMES[path] ??
  path
    .replace(/^(?:source\.)?mediaUrls\.\d+$/, 'media_url')
    .replace(/^source\.attributes\.([^.]+).*$/, 'attribute[$1]')
    .replace(/^data\./, '');

/** The answer to a refused request; every description is an error of its own. */
export function errorAnswer(
  format: Format,
  { status, descriptions }: { status: number; descriptions: readonly string[] },
  retryAfter?: unknown,
): Response {
  const errors = descriptions.map((description) => ({ code: status, description }));
  const wait = retryAfter ?? (status === 503 ? 5 : undefined);
  return answer(format, 'errors', errors, {
    status,
    headers: wait === undefined ? {} : { 'retry-after': String(wait) },
  });
}
