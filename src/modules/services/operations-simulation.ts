import { z } from 'zod';
import type { Id } from '#kernel/id.ts';
import { type CaseType, CaseTypeDocument, readCursor, stateTitle, writeCursor } from '#modules/cases/api.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { system, tenantRole } from '#platform/policy.ts';
import { Activity, type DesignDocument, ServiceCode, ServiceDefinition, ServiceOffer, Words } from './model.ts';
import { type Replayed, replay } from './operations-design-replay.ts';
import { type DesignParts, demandFaultless, findingsOfDesign, getDesign } from './operations-design-shared.ts';
import { RecordId } from './operations-shared.ts';
import { serviceProblems } from './problems.ts';
import { composeType } from './rules.ts';
import { findDesign, findRevision } from './store-designs.ts';
import {
  beginSimulation,
  countSimulated,
  findSimulation,
  insertSimulated,
  listSimulated,
  type SimulatedCase,
  setSimulation,
} from './store-simulations.ts';
import { listOffered } from './store-versions.ts';

/** Cases that are looked at in one transaction, and that a page of the result shows. */
const AT_ONCE = 50;
const MOST_COUNTED = 100_000;
const KINDS = ['refused', 'fee', 'time', 'path'] as const;

const Differences = z.object({
  refused: z.array(z.object({ path: z.string(), text: Words })),
  fee: z.object({ before: z.int(), after: z.int().nullable(), currency: z.string() }).nullable(),
  time: z.object({ before: z.string(), after: z.string() }).nullable(),
  path: z.object({ action: z.string(), from: Words, before: Words, after: Words.nullable() }).nullable(),
});
type Differences = z.infer<typeof Differences>;

export const Simulation = z.object({
  /** Null where the design was never tried with past applications. */
  run: z
    .object({
      state: z.enum(['running', 'stopped', 'done']),
      /** Of the design that was tried; `stale`: the design is another by now. */
      revision: z.int(),
      stale: z.boolean(),
      startedAt: z.string(),
      endedAt: z.string().nullable(),
      by: Words.nullable(),
      /** Applications looked at, and those there were when it began; `atLeast`: there were more. */
      seen: z.int(),
      total: z.int(),
      atLeast: z.boolean(),
      /** How many would fare otherwise, in all and by what differs. */
      differing: z.object({ any: z.int(), refused: z.int(), fee: z.int(), time: z.int(), path: z.int() }),
    })
    .nullable(),
  cases: z.array(Differences.extend({ id: z.string(), number: z.string() })),
  /** Where the next page begins; null after the last case found so far. */
  next: z.int().nullable(),
});
export type Simulation = z.infer<typeof Simulation>;

export function simulationOperations(parts: DesignParts): Operation[] {
  const { cases, identity, territory } = parts;
  const readers = () => tenantRole('administrator', 'auditor');

  /** What a stored revision would make of an application. */
  async function typed(tx: Tx, designId: Id, revision: number) {
    const document: DesignDocument | undefined = (await findRevision(tx, designId, revision))?.document;
    if (document === undefined) throw serviceProblems['design-not-found']();
    const definition = ServiceDefinition.parse(document.service);
    const offer = ServiceOffer.parse(document.offer);
    const activities = Activity.array().parse(document.activities);
    return { definition, offer, type: CaseTypeDocument.parse(composeType(definition, offer, activities, 1)) };
  }

  return [
    operation({
      name: 'services.start-simulation',
      summary: { ar: 'تجربة تصميم على الطلبات السابقة', en: 'Run past applications through a design' },
      kind: 'command',
      who: [tenantRole('administrator')],
      route: { method: 'POST', path: '/service-designs/{code}/simulation' },
      rate: 'write',
      input: z.strictObject({ code: ServiceCode }),
      output: z.object({ id: z.string(), resumed: z.boolean() }),
      async run(tx, { code }, context) {
        const design = await getDesign(tx, code);
        demandFaultless(await findingsOfDesign(parts, tx, context, design.document));
        if (!(await listOffered(tx)).some((one) => one.code === code)) throw serviceProblems['no-past-cases']();
        const before = await findSimulation(tx, { code }, { lock: true });
        const same = before?.designId === design.id && before.revision === design.revision;
        if (before !== undefined && same && before.state !== 'done') {
          await setSimulation(tx, before.id, { ...before, state: 'running' });
          return { id: before.id, resumed: true };
        }
        const filter = { type: design.document.service.caseType.id };
        const { count, atLeast } = await cases.count(tx, filter, MOST_COUNTED);
        const id = context.newId();
        const startedAt = context.now.toString();
        await beginSimulation(tx, {
          ...{ id, code, designId: design.id, revision: design.revision, startedAt, atLeast },
          startedBy: context.actor.partyId!,
          total: count,
        });
        return { id, resumed: false };
      },
    }),
    operation({
      name: 'services.stop-simulation',
      summary: { ar: 'إيقاف تجربة التصميم على الطلبات السابقة', en: 'Stop running past applications through a design' },
      kind: 'command',
      who: [tenantRole('administrator')],
      route: { method: 'DELETE', path: '/service-designs/{code}/simulation' },
      rate: 'write',
      input: z.strictObject({ code: ServiceCode }),
      output: z.object({}),
      async run(tx, { code }) {
        const found = await findSimulation(tx, { code }, { lock: true });
        if (found === undefined) throw serviceProblems['no-simulation']();
        if (found.state === 'running') await setSimulation(tx, found.id, { ...found, state: 'stopped' });
        return {};
      },
    }),
    operation({
      name: 'services.continue-simulation',
      summary: { ar: 'متابعة تجربة تصميم على طلبات سابقة', en: 'Look at the next past applications of a simulation' },
      kind: 'command',
      who: [system()],
      route: { method: 'POST', path: '/simulations/{id}/continuation' },
      rate: 'write',
      input: z.strictObject({ id: RecordId }),
      output: z.object({ state: z.enum(['running', 'stopped', 'done', 'gone']) }),
      async run(tx, { id }, context) {
        const run = await findSimulation(tx, { id }, { lock: true });
        if (run === undefined) return { state: 'gone' as const };
        if (run.state !== 'running') return { state: run.state };
        const service = await typed(tx, run.designId, run.revision);
        const cursor = run.after === null ? undefined : readCursor(run.after);
        const list = await cases.list(tx, { type: service.definition.caseType.id }, 'newest', cursor, AT_ONCE);
        const calendar = await territory.calendarOf(tx, context.tenant);
        const found: SimulatedCase<Differences>[] = [];
        for (const [index, { id: caseId }] of list.entries()) {
          const loaded = await cases.getCase(tx, context, { id: caseId });
          const { state, type: before } = loaded;
          const setting = { actor: context.actor, now: Temporal.Instant.from(state.openedAt), calendar };
          const entries = await cases.actions(tx, caseId);
          const replayed = replay({ ...service, state, before, entries, setting });
          const kinds = KINDS.filter((kind) =>
            kind === 'refused' ? replayed.refused.length > 0 : replayed[kind] !== null,
          );
          if (kinds.length === 0) continue;
          const differences = inWords(replayed, service.type, before);
          found.push({ place: run.seen + index + 1, caseId, number: state.number, kinds, differences });
        }
        await insertSimulated(tx, id, found);
        const last = list.at(-1);
        const over = list.length < AT_ONCE || last === undefined;
        await setSimulation(tx, id, {
          state: over ? 'done' : 'running',
          after: last === undefined ? run.after : writeCursor(last.openedAt, last.id),
          seen: run.seen + list.length,
          endedAt: over ? context.now.toString() : null,
        });
        return { state: over ? ('done' as const) : ('running' as const) };
      },
    }),
    operation({
      name: 'services.get-simulation',
      summary: { ar: 'ما يختلف من الطلبات السابقة في تصميم', en: 'What a design would change for past applications' },
      kind: 'query',
      who: [readers()],
      route: { method: 'GET', path: '/service-designs/{code}/simulation' },
      rate: 'read',
      input: z.strictObject({
        code: ServiceCode,
        kind: z.enum(KINDS).optional(),
        after: z.coerce.number().pipe(z.int32().min(0)).default(0),
      }),
      output: Simulation,
      async run(tx, { code, kind, after }) {
        const run = await findSimulation(tx, { code });
        if (run === undefined) return { run: null, cases: [], next: null };
        const design = await findDesign(tx, code);
        const counts = await countSimulated(tx, run.id);
        const list = await listSimulated<Differences>(tx, run.id, kind, after, AT_ONCE);
        const names = await identity.displayNames(tx, [run.startedBy]);
        return {
          run: {
            state: run.state,
            revision: run.revision,
            stale: design !== undefined && (design.id !== run.designId || design.revision !== run.revision),
            startedAt: run.startedAt,
            endedAt: run.endedAt,
            by: (names.get(run.startedBy) as Record<string, string> | undefined) ?? null,
            seen: run.seen,
            total: Math.max(run.total, run.seen),
            atLeast: run.atLeast,
            differing: {
              any: counts.any ?? 0,
              refused: counts.refused ?? 0,
              fee: counts.fee ?? 0,
              time: counts.time ?? 0,
              path: counts.path ?? 0,
            },
          },
          cases: list.map(({ caseId, number, differences }) => ({ id: caseId, number, ...differences })),
          next: list.length < AT_ONCE ? null : list.at(-1)!.place,
        };
      },
    }),
  ];
}

/** What differs, with the states of its path under the titles the office knows them by. */
function inWords({ path, refused, fee, time }: Replayed, type: CaseType, before: CaseType): Differences {
  const titled = (key: string): Record<string, string> => {
    const titles = type.flow.states[key] === undefined ? before : type;
    return titles.flow.states[key] === undefined ? { ar: key, en: key } : { ...stateTitle(titles, key, 'office') };
  };
  return {
    refused: refused.map((one) => ({ path: one.path, text: { ...one.text } })),
    fee,
    time,
    path:
      path === null
        ? null
        : {
            action: path.action,
            from: titled(path.from),
            before: titled(path.before),
            after: path.after === null ? null : titled(path.after),
          },
  };
}
