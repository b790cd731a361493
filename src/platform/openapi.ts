import { z } from 'zod';
import type { Operation } from './operations.ts';

type Json = Record<string, unknown>;

/** Schemas that have a name of their own, said once for the whole document; references lead there. */
type Shared = Record<string, Json>;

const renamed = (value: unknown, names: ReadonlyMap<string, string>): unknown => {
  if (Array.isArray(value)) return value.map((item) => renamed(item, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      key === '$ref' && typeof member === 'string'
        ? `#/components/schemas/${names.get(member.replace('#/$defs/', '')) ?? member}`
        : renamed(member, names),
    ]),
  );
};

function schemaOf(operation: Operation, io: 'input' | 'output', shared: Shared): Json {
  const {
    $schema: _,
    $defs = {},
    ...schema
  } = z.toJSONSchema(operation[io], { io, unrepresentable: 'any', target: 'draft-2020-12' }) as Json;
  const definitions = Object.entries($defs as Shared);
  // What is sent may leave out what is answered always, so the two are told apart; nameless ones belong to one operation.
  const names = new Map(
    definitions.map(([name]) => [
      name,
      name.startsWith('__') ? `${operation.name}.${io}.${name.slice(2)}` : io === 'output' ? `${name}.answer` : name,
    ]),
  );
  for (const [name, definition] of definitions) shared[names.get(name)!] = renamed(definition, names) as Json;
  return renamed(schema, names) as Json;
}

const problemReference = { $ref: '#/components/responses/Problem' };

function parametersOf(operation: Operation, shared: Shared): { parameters: Json[]; body: Json | undefined } {
  const input = schemaOf(operation, 'input', shared);
  const properties = (input.properties ?? {}) as Record<string, Json>;
  const required = new Set((input.required as string[] | undefined) ?? []);
  const inPath = new Set([...operation.route.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!));
  const parameters: Json[] = [...inPath].map((name) => ({
    name,
    in: 'path',
    required: true,
    schema: properties[name] ?? {},
  }));
  if (operation.route.method === 'GET') {
    for (const [name, schema] of Object.entries(properties)) {
      if (!inPath.has(name)) parameters.push({ name, in: 'query', required: required.has(name), schema });
    }
    return { parameters, body: undefined };
  }
  if (operation.kind === 'command') parameters.push({ $ref: '#/components/parameters/IdempotencyKey' });
  const rest = Object.fromEntries(Object.entries(properties).filter(([name]) => !inPath.has(name)));
  const body: Json =
    inPath.size === 0
      ? input
      : { ...input, properties: rest, required: [...required].filter((name) => !inPath.has(name)) };
  return { parameters, body: Object.keys(rest).length === 0 && inPath.size > 0 ? undefined : body };
}

/** The OpenAPI 3.1 document of the operation table, and of what the program itself sends to others. */
export function openApi(operations: Iterable<Operation>, server: string, webhooks: Json = {}): Json {
  const paths: Record<string, Record<string, Json>> = {};
  const tags = new Set<string>();
  const shared: Shared = {};
  for (const operation of operations) {
    const tag = operation.name.split('.')[0]!;
    tags.add(tag);
    const { parameters, body } = parametersOf(operation, shared);
    const contentType = operation.rate === 'upload' ? 'multipart/form-data' : 'application/json';
    const item = paths[operation.route.path] ?? {};
    paths[operation.route.path] = item;
    item[operation.route.method.toLowerCase()] = {
      operationId: operation.name,
      tags: [tag],
      summary: operation.summary.en,
      description: `${operation.summary.ar}\n\nWho may call: ${operation.who.map((grant) => grant.label).join('; ')}`,
      'x-amanah-who': operation.who.map((grant) => grant.label),
      parameters,
      ...(body === undefined ? {} : { requestBody: { required: true, content: { [contentType]: { schema: body } } } }),
      responses: {
        200: {
          description: 'Done',
          content: { 'application/json': { schema: schemaOf(operation, 'output', shared) } },
        },
        default: problemReference,
      },
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Amanah',
      version: '1',
      description: 'Every way into the municipality. The same operations stand behind the pages and the command line.',
    },
    servers: [{ url: `${server}/api/v1` }],
    tags: [...tags].map((name) => ({ name })),
    paths,
    webhooks,
    security: [{}, { session: [] }, { key: [] }],
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'amanah_session' },
        key: { type: 'http', scheme: 'bearer', description: 'A key of a service account' },
      },
      parameters: {
        IdempotencyKey: {
          name: 'Idempotency-Key',
          in: 'header',
          required: true,
          description: 'Unique for each request. Same key and body: same answer. Same key, other body: 409.',
          schema: { type: 'string', minLength: 16, maxLength: 100 },
        },
      },
      responses: {
        Problem: {
          description: 'A refusal (RFC 9457) in Arabic and English, naming the fields to mend',
          content: {
            'application/problem+json': {
              schema: {
                type: 'object',
                required: ['type', 'title', 'status', 'code', 'text', 'requestId'],
                properties: {
                  type: { type: 'string' },
                  title: { type: 'string' },
                  status: { type: 'integer' },
                  code: { type: 'string', examples: ['cases.changed-meanwhile'] },
                  text: { $ref: '#/components/schemas/Bilingual' },
                  requestId: { type: 'string' },
                  fields: {
                    type: 'array',
                    items: {
                      type: 'object',
                      properties: {
                        path: { type: 'string' },
                        code: { type: 'string' },
                        text: { $ref: '#/components/schemas/Bilingual' },
                      },
                    },
                  },
                },
              },
            },
          },
        },
      },
      schemas: {
        ...shared,
        Bilingual: {
          type: 'object',
          required: ['ar', 'en'],
          properties: { ar: { type: 'string' }, en: { type: 'string' } },
        },
      },
    },
  };
}
