import { z } from 'zod';
import { type Operation, operation } from '#platform/operations.ts';
import { signedIn, staff, system, tenantRole } from '#platform/policy.ts';
import { CaseType } from './model.ts';
import { ActInput, CaseId, PublishedType } from './model-view.ts';
import type { Engine } from './operations-engine.ts';
import { publishType, type TypeShelf } from './operations-types.ts';
import { refuse } from './problems.ts';
import { findDueClocks } from './store.ts';
import { newestVersions } from './store-types.ts';

const Outcome = z.object({ id: z.string(), number: z.string(), state: z.string(), version: z.int() });
const Side = z.strictObject({ id: CaseId, version: z.int().positive().nullable().default(null) });

/** Cases whose clocks one run looks at; the next run takes the rest. */
const TICK_BATCH = 200;

export interface WriteParts {
  readonly engine: Engine;
  readonly types: TypeShelf;
}

export function writeOperations({ engine, types }: WriteParts): Operation[] {
  return [
    operation({
      name: 'cases.act',
      summary: { ar: 'تنفيذ إجراء على معاملة', en: 'Take an action on a case' },
      kind: 'command',
      // Who may take which action of which case is in the case's type; the engine decides.
      who: [signedIn()],
      route: { method: 'POST', path: '/cases/{id}/actions' },
      rate: 'write',
      input: ActInput,
      output: Outcome,
      async run(tx, { id, action, input, version }, context) {
        const state = await engine.act(tx, context, { caseId: id, action, input, expectedVersion: version });
        return { id, number: state.number, state: state.state, version: state.version };
      },
    }),
    operation({
      name: 'cases.merge',
      summary: { ar: 'ضم معاملة مكررة إلى أخرى', en: 'Merge a case into another about the same thing' },
      kind: 'command',
      who: [staff()],
      route: { method: 'POST', path: '/cases/{id}/merge' },
      rate: 'write',
      input: Side.extend({ into: CaseId, intoVersion: z.int().positive().nullable().default(null) }),
      output: Outcome,
      async run(tx, { id, version, into, intoVersion }, context) {
        const state = await engine.merge(
          tx,
          context,
          { id, expectedVersion: version },
          { id: into, expectedVersion: intoVersion },
        );
        return { id, number: state.number, state: state.state, version: state.version };
      },
    }),
    operation({
      name: 'cases.split',
      summary: { ar: 'فصل معاملة ضُمّت إلى أخرى', en: 'Split a merged case off again' },
      kind: 'command',
      who: [staff()],
      route: { method: 'POST', path: '/cases/{id}/split' },
      rate: 'write',
      input: Side,
      output: Outcome,
      async run(tx, { id, version }, context) {
        const state = await engine.split(tx, context, { id, expectedVersion: version });
        return { id, number: state.number, state: state.state, version: state.version };
      },
    }),
    operation({
      name: 'cases.tick-clocks',
      summary: { ar: 'معالجة المدد التي حان وقتها', en: 'Deal with the clocks that are due' },
      kind: 'command',
      who: [system()],
      route: { method: 'POST', path: '/cases-tick' },
      rate: 'bulk',
      input: z.strictObject({}),
      output: z.object({ cases: z.int(), more: z.boolean() }),
      async run(tx, _, context) {
        const due = await findDueClocks(tx, context.now.toString(), TICK_BATCH);
        for (const { id } of due) await engine.tick(tx, context, id);
        return { cases: due.length, more: due.length === TICK_BATCH };
      },
    }),
    operation({
      name: 'cases.publish-type',
      summary: { ar: 'نشر إصدار من نوع معاملات', en: 'Publish a version of a case type' },
      kind: 'command',
      who: [tenantRole('administrator'), system()],
      route: { method: 'PUT', path: '/case-types/{id}' },
      rate: 'write',
      bodyLimit: 1 << 20,
      input: z.strictObject({ id: z.string().max(64), document: CaseType }),
      output: z.object({ id: z.string(), version: z.int(), published: z.boolean() }),
      async run(tx, { id, document }, context) {
        if (document.id !== id) throw refuse['type-faulty']();
        return { id, version: document.version, published: await publishType(tx, context, types, document) };
      },
    }),
    operation({
      name: 'cases.get-type',
      summary: { ar: 'تعريف نوع معاملات', en: 'The definition of a case type' },
      kind: 'query',
      who: [staff(), system()],
      route: { method: 'GET', path: '/case-types/{id}' },
      rate: 'read',
      input: z.strictObject({
        id: z.string().max(64),
        version: z.coerce.number().pipe(z.int32().positive()).optional(),
      }),
      output: PublishedType,
      async run(tx, { id, version }, context) {
        const document =
          version === undefined
            ? await types.newest(tx, context.tenant, id)
            : await types.version(tx, context.tenant, id, version);
        return { id, version: document.version, title: document.title, document };
      },
    }),
    operation({
      name: 'cases.list-types',
      summary: { ar: 'أنواع المعاملات المنشورة', en: 'The published case types' },
      kind: 'query',
      who: [staff(), system()],
      route: { method: 'GET', path: '/case-types' },
      rate: 'read',
      input: z.strictObject({}),
      output: z.object({ types: z.array(PublishedType.omit({ document: true })) }),
      async run(tx, _, context) {
        const versions = await newestVersions(tx);
        const list = [];
        for (const { id, version } of versions) {
          list.push({ id, version, title: (await types.version(tx, context.tenant, id, version)).title });
        }
        return { types: list };
      },
    }),
  ];
}
