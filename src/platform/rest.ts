import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Operation } from './operations.ts';
import { requestProblems } from './validation.ts';
import type { RequestServices } from './web-services.ts';

export type RestEnvironment = { Variables: { services: RequestServices } };

const DEFAULT_LIMIT = 64 * 1024;

const sizeText = (bytes: number) =>
  bytes >= 1 << 20 ? `${Math.round(bytes / (1 << 20))} MB` : `${Math.round(bytes / 1024)} KB`;

/** A member given several times becomes a list; an empty query value counts as not given. */
function queryInput(context: Context): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const [name, values] of Object.entries(context.req.queries())) {
    const given = values.filter((value) => value !== '');
    if (given.length > 0) input[name] = given.length === 1 ? given[0] : given;
  }
  return input;
}

async function multipartInput(context: Context): Promise<Record<string, unknown>> {
  let form: FormData;
  try {
    form = await context.req.formData();
  } catch {
    throw requestProblems['unsupported-type']({ values: { supported: 'multipart/form-data' } });
  }
  const input: Record<string, unknown> = {};
  for (const [name, value] of form) {
    if (typeof value === 'string') {
      if (value !== '') input[name] = value;
    } else {
      input.bytes = new Uint8Array(await value.arrayBuffer());
      input.fileName = value.name;
      input.declaredType = value.type;
    }
  }
  return input;
}

async function jsonInput(context: Context): Promise<Record<string, unknown>> {
  const type = context.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  const text = await context.req.text();
  if (text === '' && type === undefined) return {};
  if (type !== 'application/json')
    throw requestProblems['unsupported-type']({ values: { supported: 'application/json' } });
  let value: unknown;
  try {
    value = JSON.parse(text);
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
    app.on(
      operation.route.method,
      path,
      bodyLimit({
        maxSize: limit,
        onError: () => {
          throw requestProblems['too-large']({ values: { limit: sizeText(limit) } });
        },
      }),
      async (context) => {
        const services = context.get('services');
        const key = context.req.header('idempotency-key');
        if (operation.kind === 'command' && key === undefined) throw requestProblems['key-required']();
        const body =
          operation.route.method === 'GET'
            ? queryInput(context)
            : operation.rate === 'upload'
              ? await multipartInput(context)
              : await jsonInput(context);
        for (const name of names) body[name] = context.req.param(name);
        const output = await services.call(operation.name, body, key === undefined ? {} : { idempotencyKey: key });
        return context.json(output as object, 200, { 'cache-control': 'no-store' });
      },
    );
  }
  return app;
}
