import type { IncomingMessage, ServerResponse } from 'node:http';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import type { Problem } from '#kernel/problem.ts';
import type { Operation } from './operations.ts';
import { requestProblems } from './validation.ts';
import type { RequestServices } from './web-services.ts';

export type RestEnvironment = {
  Variables: { services: RequestServices };
  Bindings: { incoming: IncomingMessage; outgoing: ServerResponse };
};

const DEFAULT_LIMIT = 64 * 1024;
/** Up to here a body that is too large is read all the same, to say which of its texts makes it so. */
const NAMED_LIMIT = 2 * 1024 * 1024;

const sizeText = (bytes: number) =>
  bytes >= 1 << 20 ? `${Math.round(bytes / (1 << 20))} MB` : `${Math.round(bytes / 1024)} KB`;

/** A member given several times becomes a list; an empty query value counts as not given. */
function queryInput(context: Context): Record<string, unknown> {
  // Entries and no assignment: a member called __proto__ must stay a member, to be refused as unknown.
  return Object.fromEntries(
    Object.entries(context.req.queries()).flatMap(([name, values]) => {
      const given = values.filter((value) => value !== '');
      return given.length === 0 ? [] : [[name, given.length === 1 ? given[0] : given]];
    }),
  );
}

/** Where the longest text of a value is; undefined when there is none. */
function longestText(value: unknown): string | undefined {
  let longest = { path: '', length: 0 };
  const waiting: { value: unknown; path: string }[] = [{ value, path: '' }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value: at, path } = next;
    if (typeof at === 'string' && at.length > longest.length) longest = { path, length: at.length };
    if (at === null || typeof at !== 'object') continue;
    for (const [name, member] of Object.entries(at)) {
      waiting.push({ value: member, path: path === '' ? name : `${path}.${name}` });
    }
  }
  return longest.path === '' ? undefined : longest.path;
}

/** The refusal of a body beyond its limit, naming the text that fills it where that can be told. */
function tooLarge(limit: number, body: Uint8Array | undefined): Problem {
  let path: string | undefined;
  try {
    if (body !== undefined) path = longestText(JSON.parse(new TextDecoder().decode(body)));
  } catch {
    // Not JSON: then it is the whole that is too large.
  }
  const text = { ar: 'هذا النص أطول من المسموح بكثير.', en: 'This text is far longer than allowed.' };
  const fields = path === undefined ? [] : [{ path, code: 'too-large', text }];
  return requestProblems['too-large']({ values: { limit: sizeText(limit) }, fields });
}

/** The request's body, however it is framed: with its length, in chunks, or not there. @throws Problem request.too-large */
async function bodyOf(context: Context<RestEnvironment>, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const readable = Math.max(limit, NAMED_LIMIT);
  if (Number(context.env.incoming.headers['content-length'] ?? 0) > readable) throw tooLarge(limit, undefined);
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Straight from Node: a standard Request and its stream would cost as much as the rules do. What is not read to its
  // end must not take the connection along, on which the refusal goes out.
  for await (const chunk of context.env.incoming.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > readable) throw tooLarge(limit, undefined);
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks, size) as Uint8Array<ArrayBuffer>;
  if (size > limit) throw tooLarge(limit, body);
  return body;
}

async function multipartInput(context: Context, body: Uint8Array<ArrayBuffer>): Promise<Record<string, unknown>> {
  let form: FormData;
  try {
    const type = context.req.header('content-type') ?? '';
    form = await new Response(body, { headers: { 'content-type': type } }).formData();
  } catch {
    throw requestProblems['unsupported-type']({ values: { supported: 'multipart/form-data' } });
  }
  const members: [string, unknown][] = [];
  for (const [name, value] of form) {
    if (typeof value !== 'string') {
      members.push(['bytes', new Uint8Array(await value.arrayBuffer())]);
      members.push(['fileName', value.name], ['declaredType', value.type]);
    } else if (value !== '') members.push([name, value]);
  }
  return Object.fromEntries(members);
}

function jsonInput({ headers }: IncomingMessage, body: Uint8Array): Record<string, unknown> {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (body.length === 0 && type === undefined) return {};
  if (type !== 'application/json')
    throw requestProblems['unsupported-type']({ values: { supported: 'application/json' } });
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw requestProblems['not-json']();
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw requestProblems['not-json']();
  return value as Record<string, unknown>;
}

/** Mounts every operation at its route. Cookies alone cannot make a change: a change needs JSON and a key header. */
export function restRoutes(operations: Iterable<Operation>): Hono<RestEnvironment> {
  const app = new Hono<RestEnvironment>();
  for (const operation of operations) {
    const limit = operation.bodyLimit ?? DEFAULT_LIMIT;
    const path = operation.route.path.replace(/\{(\w+)\}/g, ':$1');
    const names = [...operation.route.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
    app.on(operation.route.method, path, async (context) => {
      const services = context.get('services');
      const { incoming, outgoing } = context.env;
      const key = incoming.headers['idempotency-key']?.toString();
      if (operation.kind === 'command' && key === undefined) throw requestProblems['key-required']();
      const given = operation.route.method === 'GET' ? undefined : await bodyOf(context, limit);
      const input =
        given === undefined
          ? queryInput(context)
          : operation.rate === 'upload'
            ? await multipartInput(context, given)
            : jsonInput(incoming, given);
      for (const name of names) input[name] = context.req.param(name);
      const proof = incoming.headers['x-proof']?.toString();
      const output = await services.call(operation.name, input, {
        ...(key === undefined ? {} : { idempotencyKey: key }),
        ...(proof === undefined ? {} : { proof }),
      });
      // Past the standard Response, whose stream and headers would be taken apart again at once.
      const answer = Buffer.from(JSON.stringify(output));
      const length = answer.length;
      outgoing
        .writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store', 'content-length': length })
        .end(answer);
      return RESPONSE_ALREADY_SENT;
    });
  }
  return app;
}
