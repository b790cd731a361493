import type { Operation } from '#platform/operations.ts';
import { restRequest, type Sent } from '../support/send.ts';
import { BODIES, CONTENT_TYPES, HEADERS, HOSTS, MEMBERS, METHODS, PATHS, TEXTS, UPLOADS, VALUES } from './corpus.ts';

export type Random = () => number;

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)]!;

type Path = readonly (string | number)[];

/** Where a value can be replaced: every member and item, the deepest too. */
function placesIn(value: unknown, at: Path = []): Path[] {
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array || at.length > 12) return [at];
  const inner = Object.entries(value)
    .slice(0, 30)
    .flatMap(([name, member]) => placesIn(member, [...at, Array.isArray(value) ? Number(name) : name]));
  return at.length === 0 ? inner : [at, ...inner];
}

function replaced(value: unknown, [name, ...rest]: Path, by: unknown): unknown {
  if (name === undefined) return by;
  if (Array.isArray(value)) return value.map((item, n) => (n === name ? replaced(item, rest, by) : item));
  return { ...(value as object), [name]: replaced((value as Record<string, unknown>)[name], rest, by) };
}

const without = (value: unknown, path: Path): unknown => {
  const kept = replaced(value, path, undefined);
  return JSON.parse(JSON.stringify(kept));
};

/** A text or value of the corpus, now and then two texts run together. */
function hostileValue(random: Random): unknown {
  const roll = random();
  if (roll < 0.6) return pick(random, TEXTS);
  if (roll < 0.7) return `${pick(random, TEXTS)}${pick(random, TEXTS)}`;
  return pick(random, VALUES);
}

/** The JSON text of an input with one member more, such as an own member called `__proto__`. */
function withMember(json: string, [name, value]: readonly [string, unknown]): string {
  const member = `${JSON.stringify(name)}:${JSON.stringify(value)}`;
  return json === '{}' ? `{${member}}` : json.replace(/}$/, `,${member}}`);
}

/** A right request with one to three things wrong in its input. */
function wrongInput(random: Random, operation: Operation, input: Record<string, unknown>): Sent {
  let changed: unknown = input;
  const times = 1 + Math.floor(random() * 3);
  for (let n = 0; n < times; n += 1) {
    const places = placesIn(changed);
    const place = places.length === 0 ? ['member'] : pick(random, places);
    changed = random() < 0.12 ? without(changed, place) : replaced(changed, place, hostileValue(random));
  }
  const request = restRequest(operation, changed as Record<string, unknown>);
  if (random() < 0.15 && typeof request.body === 'string') {
    return { ...request, body: withMember(request.body, pick(random, MEMBERS)) };
  }
  if (random() < 0.15 && request.body === undefined) {
    const [name, value] = pick(random, MEMBERS);
    const joint = request.path.includes('?') ? '&' : '?';
    return {
      ...request,
      path: `${request.path}${joint}${encodeURIComponent(name.toWellFormed())}=${encodeURIComponent(String(value))}`,
    };
  }
  return request;
}

/** A right request whose frame is wrong: its body, type, headers, method, host or address. */
function wrongFrame(random: Random, request: Sent, upload: boolean): Sent {
  switch (Math.floor(random() * 6)) {
    case 0: {
      const body = upload ? pick(random, UPLOADS) : pick(random, BODIES);
      const type: Record<string, string> = upload ? { 'content-type': 'multipart/form-data; boundary=b' } : {};
      return { ...request, body, headers: { ...request.headers, ...type } };
    }
    case 1: {
      const { 'content-type': _, ...headers } = request.headers ?? {};
      const type = pick(random, CONTENT_TYPES);
      return { ...request, headers: type === undefined ? headers : { ...headers, 'content-type': type } };
    }
    case 2:
      return { ...request, headers: { ...request.headers, ...pick(random, HEADERS) } };
    case 3:
      return { ...request, method: pick(random, METHODS) };
    case 4:
      return { ...request, host: pick(random, HOSTS) };
    default:
      return { ...request, path: pick(random, PATHS) };
  }
}

/** One hostile request, the same for the same numbers. */
export function hostileRequest(random: Random, operation: Operation, input: Record<string, unknown>): Sent {
  const upload = operation.rate === 'upload';
  if (upload || random() < 0.25) return wrongFrame(random, restRequest(operation, input), upload);
  const request = wrongInput(random, operation, input);
  return random() < 0.1 ? wrongFrame(random, request, false) : request;
}

const LEAKS: readonly RegExp[] = [
  /\n\s+at \S+/,
  /\bat \S+ \(\S+:\d+:\d+\)/,
  // One character is enough of its name: with all of it every long word would be tried from each of its letters.
  /[\w/-]\.(?:ts|js|mjs|svelte):\d+/,
  /node_modules/,
  /(?:\/work|\/tmp|\/root|\/home|\/usr|\/var)\/\w+/,
  /\b(?:syntax error at or near|SQLSTATE|violates \w+ constraint|invalid input syntax|null value in column)/,
  /\b(?:relation|column|schema|function) "\w+/,
  /\b(?:select|insert into|update|delete from) [\w."*, ]+ (?:from|values|set|where)\b/i,
  /\b(?:ECONN\w+|ENOENT|EACCES)\b/,
];

/** What of the program's inside an answer shows, unless the request itself had said it. */
export function leakIn(answer: string, request: Sent): string | undefined {
  const said = `${request.path} ${typeof request.body === 'string' ? request.body : ''}`;
  for (const pattern of LEAKS) {
    const found = pattern.exec(answer)?.[0];
    if (found !== undefined && !said.includes(found) && !decodeURIComponentSafely(said).includes(found)) return found;
  }
  return undefined;
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
