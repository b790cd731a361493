// Long because it is all that is done to a design from its beginning to its end.
import { z } from 'zod';
import { parseExpression } from '#kernel/expression.ts';
import type { Id } from '#kernel/id.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { DesignDocument, DesignEdit, DesignFinding, ServiceCode, ServiceId, Words } from './model.ts';
import {
  activitiesOf,
  catalogueOf,
  type DesignParts,
  demandShape,
  designers,
  designReaders,
  findingsOfDesign,
  getDesign,
  holdDesign,
  Seen,
} from './operations-design-shared.ts';
import { serviceProblems } from './problems.ts';
import { blankDesign, designLike, designOf, editDesign } from './rules.ts';
import { changedParts } from './rules-catalogue-changes.ts';
import { exampleOf } from './rules-design-example.ts';
import { findVersion } from './store.ts';
import {
  advanceDesign,
  type DesignRow,
  deleteDesign,
  findDesign,
  findRevision,
  insertDesign,
  insertRevision,
  listDesigns,
  listRevisions,
} from './store-designs.ts';
import { listOffered, listPilots } from './store-versions.ts';

const Change = z.object({ path: z.string(), before: z.json(), after: z.json() });
const Team = z.object({ code: z.string(), name: Words, department: z.string() });
const History = z.object({ revision: z.int(), at: z.string(), by: Words.nullable(), edits: z.json() });
const HISTORY = 60;

export const DesignWork = z.object({
  code: z.string(),
  name: Words,
  /** The service's id, once a version of it was offered to anybody. */
  service: z.string().nullable(),
  /** What is offered to everybody. */
  published: z.object({ id: z.string(), version: z.int() }).nullable(),
  pilot: z.object({ version: z.int(), segments: z.array(z.string()), municipalities: z.array(z.string()) }).nullable(),
  design: z
    .object({
      revision: z.int(),
      baseVersion: z.int().nullable(),
      /** Whether another version was published since it was begun. */
      overtaken: z.boolean(),
      document: DesignDocument,
      savedAt: z.string(),
      by: Words.nullable(),
      findings: z.array(DesignFinding),
      changes: z.array(Change),
      history: z.array(History),
    })
    .nullable(),
  teams: z.array(Team),
  /** Services whose questions and flow a new one may begin with. */
  patterns: z.array(z.object({ id: z.string(), name: Words })),
});
export type DesignWork = z.infer<typeof DesignWork>;

export const DesignList = z.object({
  services: z.array(
    z.object({
      code: z.string(),
      name: Words,
      group: Words,
      service: z.object({ id: z.string(), version: z.int() }).nullable(),
      pilot: z.int().nullable(),
      design: z.object({ revision: z.int(), startedAt: z.string() }).nullable(),
    }),
  ),
});
export type DesignList = z.infer<typeof DesignList>;

const Saved = z.object({ code: z.string(), revision: z.int(), findings: z.array(DesignFinding) });

export function designOperations(parts: DesignParts): Operation[] {
  const { identity, offered } = parts;

  /** What is offered to everybody under a card's code. */
  async function publishedUnder(tx: Tx, code: string) {
    const found = (await listOffered(tx)).find((one) => one.code === code);
    return found === undefined ? undefined : findVersion(tx, found.id, found.version);
  }

  async function namesOf(
    tx: Tx,
    ids: readonly (Id | null)[],
  ): Promise<(id: Id | null) => Record<string, string> | null> {
    const known = [...new Set(ids.filter((id) => id !== null))];
    const names = known.length === 0 ? new Map() : await identity.displayNames(tx, known);
    return (id) => (id === null ? null : ((names.get(id) as Record<string, string> | undefined) ?? null));
  }

  async function save(
    tx: Tx,
    context: OperationContext,
    row: DesignRow,
    document: DesignDocument,
    edits: unknown,
  ): Promise<z.infer<typeof Saved>> {
    if (document.service.card.code !== row.code) throw serviceProblems['design-broken']();
    const revision = row.revision + 1;
    if (!(await advanceDesign(tx, row.id, row.revision, document.service.id))) {
      throw serviceProblems['design-changed']();
    }
    const saved = {
      designId: row.id,
      revision,
      document,
      edits,
      by: context.actor.partyId!,
      at: context.now.toString(),
    };
    await insertRevision(tx, saved);
    return { code: row.code, revision, findings: await findingsOfDesign(parts, tx, context, document) };
  }

  return [
    operation({
      name: 'services.list-designs',
      summary: { ar: 'الخدمات وما يُصمم منها', en: 'The services, and which are being designed' },
      kind: 'query',
      who: [designReaders()],
      route: { method: 'GET', path: '/service-designs' },
      rate: 'read',
      input: z.strictObject({}),
      output: DesignList,
      async run(tx, _, context) {
        const { stored, words } = await catalogueOf(parts, tx, context);
        const byCode = new Map((await listOffered(tx)).map((one) => [one.code, one]));
        const pilots = new Map((await listPilots(tx)).map(({ service }) => [service.definition.card.code, service]));
        const designs = new Map((await listDesigns(tx)).map((one) => [one.code, one]));
        const groups = new Map(words.groups.map(({ code, name }) => [code, name]));
        return {
          services: stored.map(({ code, document }) => {
            const service = byCode.get(code);
            const design = designs.get(code);
            return {
              code,
              name: document.name,
              group: groups.get(document.group) ?? {},
              service: service === undefined ? null : { id: service.id, version: service.version },
              pilot: pilots.get(code)?.version ?? null,
              design: design === undefined ? null : { revision: design.revision, startedAt: design.startedAt },
            };
          }),
        };
      },
    }),
    operation({
      name: 'services.get-design',
      summary: { ar: 'تصميم خدمة وملاحظات فحصه', en: 'The design of a service and what the linter says of it' },
      kind: 'query',
      who: [designReaders()],
      route: { method: 'GET', path: '/service-designs/{code}' },
      rate: 'read',
      input: z.strictObject({ code: ServiceCode }),
      output: DesignWork,
      async run(tx, { code }, context) {
        const catalogue = await catalogueOf(parts, tx, context);
        const card = catalogue.stored.find((one) => one.code === code);
        if (card === undefined) throw serviceProblems['not-found']();
        const row = await findDesign(tx, code);
        const published = await publishedUnder(tx, code);
        const pilot = (await listPilots(tx)).find(({ service }) => service.definition.card.code === code);
        const history = row === undefined ? [] : await listRevisions(tx, row.id, HISTORY);
        const nameOf = await namesOf(tx, [...history.map(({ by }) => by), ...(row === undefined ? [] : [row.savedBy])]);
        const before = published === undefined ? null : designOf(published, []);
        const after = row === undefined ? null : { ...row.document, activities: [] };
        return {
          code,
          name: card.document.name,
          service: published?.definition.id ?? pilot?.service.definition.id ?? null,
          published: published === undefined ? null : { id: published.definition.id, version: published.version },
          pilot:
            pilot === undefined
              ? null
              : {
                  version: pilot.service.version,
                  segments: [...pilot.segments],
                  municipalities: [...pilot.municipalities],
                },
          design:
            row === undefined
              ? null
              : {
                  revision: row.revision,
                  baseVersion: row.baseVersion,
                  overtaken: row.baseVersion !== (published?.version ?? null),
                  document: row.document,
                  savedAt: row.savedAt,
                  by: nameOf(row.savedBy),
                  findings: await findingsOfDesign(parts, tx, context, row.document),
                  changes: (before === null ? [] : changedParts(before, after)) as never,
                  history: history.map(({ by, ...one }) => ({ ...one, by: nameOf(by) })) as never,
                },
          teams: (await identity.teams(tx)).map(({ code: team, name, department }) => ({
            code: team,
            name: name as Record<string, string>,
            department,
          })),
          patterns: [...(await offered.of(tx, context.tenant)).values()].map(({ definition }) => ({
            id: definition.id,
            name: definition.card.name,
          })),
        };
      },
    }),
    operation({
      name: 'services.begin-design',
      summary: { ar: 'بدء تصميم نسخة من خدمة', en: 'Begin designing a version of a service' },
      kind: 'command',
      who: [designers()],
      route: { method: 'POST', path: '/service-designs/{code}' },
      rate: 'write',
      input: z.strictObject({
        code: ServiceCode,
        /** An earlier version to begin from, where the newest is not wanted. */
        version: z.coerce.number().pipe(z.int32().positive()).optional(),
        /** For a service that is new: whose questions and flow it begins with. */
        pattern: ServiceId.optional(),
      }),
      output: Saved,
      async run(tx, { code, version, pattern }, context) {
        const catalogue = await catalogueOf(parts, tx, context);
        const card = catalogue.stored.find((one) => one.code === code)?.document;
        if (card === undefined) throw serviceProblems['not-found']();
        const published = await publishedUnder(tx, code);
        const pilot = (await listPilots(tx)).find(({ service }) => service.definition.card.code === code);
        const known = published ?? pilot?.service;
        const from = version === undefined ? known : known && (await findVersion(tx, known.definition.id, version));
        if (version !== undefined && from === undefined) throw serviceProblems['not-found']();
        const like = pattern === undefined ? undefined : (await offered.of(tx, context.tenant)).get(pattern);
        if (pattern !== undefined && like === undefined) throw serviceProblems['not-found']();
        const today = context.now.toZonedDateTimeISO(context.tenant.timeZone).toPlainDate().toString();
        const teams = await identity.teams(tx);
        const base = from ?? like;
        const taken = base && designOf(base, await activitiesOf(parts, tx, context, base));
        const document = demandShape(
          from !== undefined
            ? taken
            : taken !== undefined
              ? designLike(taken, card, catalogue.words)
              : blankDesign(card, catalogue.words, teams[0] ?? { code: '', department: '' }, today),
        );
        const at = context.now.toString();
        const by = context.actor.partyId!;
        const id = context.newId();
        const row = { id, code, serviceId: document.service.id, baseVersion: published?.version ?? null, by, at };
        if (!(await insertDesign(tx, row))) throw serviceProblems['design-exists']();
        const begun = { do: 'begin', version: from?.version ?? null, pattern: pattern ?? null };
        await insertRevision(tx, { designId: id, revision: 1, document, edits: [begun], by, at });
        return { code, revision: 1, findings: await findingsOfDesign(parts, tx, context, document) };
      },
    }),
    operation({
      name: 'services.edit-design',
      summary: { ar: 'تعديل تصميم خدمة', en: 'Change the design of a service' },
      kind: 'command',
      who: [designers()],
      route: { method: 'PATCH', path: '/service-designs/{code}' },
      rate: 'write',
      bodyLimit: 512 * 1024,
      input: z.strictObject({ code: ServiceCode, revision: Seen, edits: z.array(DesignEdit).min(1).max(200) }),
      output: Saved,
      async run(tx, { code, revision, edits }, context) {
        const row = await holdDesign(tx, code, revision);
        const edited = editDesign(row.document, edits);
        if ('fault' in edited) throw serviceProblems[edited.fault]();
        return save(tx, context, row, demandShape(edited.document), edits);
      },
    }),
    operation({
      name: 'services.restore-design',
      summary: { ar: 'إعادة تصميم خدمة إلى ما كان عليه', en: 'Take a design back to what it was' },
      kind: 'command',
      who: [designers()],
      route: { method: 'POST', path: '/service-designs/{code}/restoration' },
      rate: 'write',
      input: z.strictObject({ code: ServiceCode, revision: Seen, to: Seen }),
      output: Saved,
      async run(tx, { code, revision, to }, context) {
        const row = await holdDesign(tx, code, revision);
        const found = await findRevision(tx, row.id, to);
        if (found === undefined) throw serviceProblems['design-not-found']();
        return save(tx, context, row, demandShape(found.document), [{ do: 'restore', to }]);
      },
    }),
    operation({
      name: 'services.discard-design',
      summary: { ar: 'حذف تصميم لم يُنشر', en: 'Discard a design that was not published' },
      kind: 'command',
      who: [designers()],
      route: { method: 'DELETE', path: '/service-designs/{code}' },
      rate: 'write',
      input: z.strictObject({ code: ServiceCode }),
      output: z.object({}),
      async run(tx, { code }) {
        if ((await deleteDesign(tx, code)) === 0) throw serviceProblems['design-not-found']();
        return {};
      },
    }),
    operation({
      name: 'services.check-expression',
      summary: { ar: 'فحص عبارة في تصميم خدمة', en: 'Check an expression of a design' },
      kind: 'query',
      who: [designReaders()],
      route: { method: 'GET', path: '/service-designs/{code}/expression' },
      rate: 'read',
      input: z.strictObject({ code: ServiceCode, feel: z.string().max(2_000) }),
      output: z.object({
        ok: z.boolean(),
        /** What is wrong, and the part of the text that is. */
        text: z.object({ ar: z.string(), en: z.string() }).nullable(),
        part: z.string().nullable(),
        /** What it gives for made-up answers, and those answers by their keys. */
        example: z.object({ value: z.string(), answers: z.record(z.string(), z.string()) }).nullable(),
      }),
      async run(tx, { code, feel }, context) {
        const { document } = await getDesign(tx, code);
        const parsed = parseExpression(feel);
        if (!parsed.ok) {
          return {
            ok: false,
            text: parsed.text,
            part: feel.slice(parsed.position.from, parsed.position.to),
            example: null,
          };
        }
        const unknown = unknownIn(feel, parsed.names, document);
        if (unknown !== undefined) return { ok: false, text: UNKNOWN, part: unknown, example: null };
        const found = exampleOf(document, feel, { now: context.now, timeZone: context.tenant.timeZone });
        const example = found && { value: JSON.stringify(found.value), answers: { ...found.answers } };
        return { ok: true, text: null, part: null, example: example ?? null };
      },
    }),
  ];
}

const UNKNOWN = {
  ar: 'لا شيء بهذا الاسم في الخدمة.',
  en: 'The service has nothing of this name.',
};
const NAMES = ['data', 'input', 'case', 'actor', 'value'];
const DATA = /(?<![\w.])data\s*\.\s*([A-Za-z_]\w*)/g;
const STRINGS = /"(?:[^"\\]|\\.)*"/g;

/** The first name of an expression that the service does not have. */
function unknownIn(feel: string, names: readonly string[], { service }: DesignDocument): string | undefined {
  const known = new Set(['service', 'terms', 'fee']);
  for (const { fields } of service.caseType.sections) for (const { key } of fields) known.add(key);
  const name = names.find((one) => !NAMES.includes(one));
  if (name !== undefined) return name;
  for (const [whole, member] of feel.replace(STRINGS, '""').matchAll(DATA)) if (!known.has(member!)) return whole;
  return undefined;
}
