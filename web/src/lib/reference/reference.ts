import { ROLES } from '#kernel/actor.ts';
import type { Language } from '#kernel/text.ts';
import { developers } from '../messages/developers.ts';
import { office } from '../messages/office.ts';
import { type Schema, type SchemaRow, type Schemas, sampleOf, schemaReader } from './schema.ts';

interface Parameter {
  readonly name?: string;
  readonly in?: string;
  readonly required?: boolean;
  readonly schema?: Schema;
  readonly $ref?: string;
}

interface DocumentedOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly 'x-amanah-who': readonly string[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: {
    readonly 200: { readonly content: { readonly 'application/json': { readonly schema: Schema } } };
  };
}

interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components: { readonly schemas: Schemas };
}

export interface ReferenceRow extends SchemaRow {
  /** Where it is sent; null for members of an answer. */
  readonly in: 'path' | 'query' | 'body' | null;
}

export interface ReferenceEntry {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly who: readonly string[];
  readonly input: readonly ReferenceRow[];
  readonly output: readonly ReferenceRow[];
  /** The type of an answer that is no object, such as a list. */
  readonly answers: string;
  readonly example: string;
}

/** Nobody reaches these over the network. */
const isInner = (operation: DocumentedOperation) => operation['x-amanah-who'].every((label) => label === 'system');

const operationsOf = (document: ApiDocument) =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, operation]) => !isInner(operation))
      .map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );

/** The modules of the API with how many operations each has, most first. */
export function modulesOf(document: unknown): { name: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { operation } of operationsOf(document as ApiDocument)) {
    const name = operation.tags[0] ?? '';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => ({ name, count })).toSorted((a, b) => b.count - a.count);
}

function whoOf(labels: readonly string[], language: Language): string[] {
  const t = developers(language);
  const o = office(language);
  const list = new Intl.ListFormat(language, { type: 'disjunction' });
  return labels
    .filter((label) => label !== 'system')
    .map((label) => {
      if (label === 'anyone' || label === 'signed-in' || label === 'staff') return t(`who.${label}`);
      if (!label.startsWith('role:')) return label;
      const roles = label
        .slice(5)
        .split('|')
        .flatMap((role) => ROLES.find((one) => one === role) ?? []);
      return t('who.role', { roles: list.format(roles.map((role) => o(`role.${role}`))) });
    });
}

/** The operations of one module as the reference page shows them; undefined when there is no such module. */
export function entriesOf(
  document: unknown,
  module: string,
  language: Language,
  origin: string,
): ReferenceEntry[] | undefined {
  const api = document as ApiDocument;
  const { schemas } = api.components;
  const { rowsOf, typeOf } = schemaReader(schemas, language);
  const found = operationsOf(api).filter(({ operation }) => operation.tags[0] === module);
  if (found.length === 0) return undefined;
  return found.map(({ path, method, operation }) => {
    const parameters = operation.parameters.filter(
      (one): one is Parameter & { name: string; schema: Schema } => one.name !== undefined && one.schema !== undefined,
    );
    const [contentType = null, body = null] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
    const answer = operation.responses[200].content['application/json'].schema;
    const input: ReferenceRow[] = [
      ...parameters.flatMap(({ name, schema, required, in: where }) =>
        rowsOf({ type: 'object', properties: { [name]: schema }, required: required ? [name] : [] }).map((row) => ({
          ...row,
          in: where === 'path' ? ('path' as const) : ('query' as const),
        })),
      ),
      ...(body === null ? [] : rowsOf(body.schema).map((row) => ({ ...row, in: 'body' as const }))),
    ];
    // The document is in English and begins its description with the Arabic summary.
    const summary = language === 'ar' ? (operation.description.split('\n')[0] ?? operation.summary) : operation.summary;
    return {
      id: operation.operationId,
      method,
      path,
      summary,
      who: whoOf(operation['x-amanah-who'], language),
      input,
      output: rowsOf(answer).map((row) => ({ ...row, in: null })),
      answers: typeOf(answer),
      example: exampleOf({
        path,
        method,
        operation,
        parameters,
        contentType,
        body: body?.schema ?? null,
        schemas,
        origin,
      }),
    };
  });
}

function exampleOf(call: {
  path: string;
  method: string;
  operation: DocumentedOperation;
  parameters: readonly (Parameter & { name: string; schema: Schema })[];
  contentType: string | null;
  body: Schema | null;
  schemas: Schemas;
  origin: string;
}): string {
  const { parameters, schemas, method } = call;
  const text = (schema: Schema) => {
    const sample = sampleOf(schema, schemas);
    return encodeURIComponent(String(sample));
  };
  const path = parameters
    .filter((one) => one.in === 'path')
    .reduce((made, { name }) => made.replace(`{${name}}`, name.toUpperCase()), call.path);
  const query = parameters
    .filter((one) => one.in === 'query' && one.required)
    .map(({ name, schema }) => `${name}=${text(schema)}`);
  const lines = [
    `curl ${method === 'GET' ? '' : `-X ${method} `}'${call.origin}/api/v1${path}${query.length > 0 ? `?${query.join('&')}` : ''}'`,
  ];
  if (!call.operation['x-amanah-who'].includes('anyone')) lines.push(`-H "Authorization: Bearer $KEY"`);
  if (call.operation.parameters.some(({ $ref }) => $ref?.endsWith('/IdempotencyKey')))
    lines.push(`-H "Idempotency-Key: $(uuidgen)"`);
  if (call.contentType === 'multipart/form-data') lines.push(`-F 'photo=@photo.jpg'`);
  else if (call.body !== null) {
    lines.push(`-H 'Content-Type: application/json'`, `-d '${JSON.stringify(sampleOf(call.body, schemas), null, 2)}'`);
  }
  return lines.join(' \\\n  ');
}
