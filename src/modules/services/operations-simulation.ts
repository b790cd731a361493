import { z } from 'zod';
import { CaseTypeDocument, readCursor, stateTitle, writeCursor } from '#modules/cases/api.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { tenantRole } from '#platform/policy.ts';
import { Activity, ServiceCode, ServiceDefinition, ServiceOffer, Words } from './model.ts';
import { replay } from './operations-design-replay.ts';
import { type DesignParts, demandFaultless, findingsOfDesign, getDesign } from './operations-design-shared.ts';
import { serviceProblems } from './problems.ts';
import { composeType } from './rules.ts';
import { listOffered } from './store-versions.ts';

/** Cases that one call looks at. */
const AT_ONCE = 50;

export const Simulation = z.object({
  /** Cases looked at by this call, and those of the service in all; `atLeast`: there are more. */
  seen: z.int(),
  total: z.int(),
  atLeast: z.boolean(),
  cases: z.array(
    z.object({
      id: z.string(),
      number: z.string(),
      refused: z.array(z.object({ path: z.string(), text: Words })),
      fee: z.object({ before: z.int(), after: z.int().nullable(), currency: z.string() }).nullable(),
      time: z.object({ before: z.string(), after: z.string() }).nullable(),
      path: z.object({ action: z.string(), from: Words, before: Words, after: Words.nullable() }).nullable(),
    }),
  ),
  /** Where the next page begins; null after the last case. */
  next: z.string().nullable(),
});
export type Simulation = z.infer<typeof Simulation>;

const MOST_COUNTED = 10_000;

export function simulationOperations(parts: DesignParts): Operation[] {
  const { cases, territory } = parts;
  return [
    operation({
      name: 'services.simulate-design',
      summary: { ar: 'تجربة تصميم على طلبات سابقة', en: 'Run past applications through a design' },
      kind: 'query',
      who: [tenantRole('administrator', 'auditor')],
      route: { method: 'GET', path: '/service-designs/{code}/simulation' },
      rate: 'read',
      input: z.strictObject({ code: ServiceCode, after: z.string().max(200).optional() }),
      output: Simulation,
      async run(tx, { code, after }, context) {
        const { document } = await getDesign(tx, code);
        demandFaultless(await findingsOfDesign(parts, tx, context, document));
        const known = (await listOffered(tx)).find((one) => one.code === code);
        if (known === undefined) throw serviceProblems['no-past-cases']();
        const definition = ServiceDefinition.parse(document.service);
        const offer = ServiceOffer.parse(document.offer);
        const activities = Activity.array().parse(document.activities);
        const type = CaseTypeDocument.parse(composeType(definition, offer, activities, 1));
        const filter = { ...cases.scope(context.actor), type: definition.caseType.id };
        const cursor = after === undefined ? undefined : readCursor(after);
        const rows = await cases.list(tx, filter, 'newest', cursor, AT_ONCE);
        const { count, atLeast } = await cases.count(tx, filter, MOST_COUNTED);
        const calendar = await territory.calendarOf(tx, context.tenant);
        const found: Simulation['cases'] = [];
        for (const { id } of rows) {
          const loaded = await cases.getCase(tx, context, { id });
          const { state } = loaded;
          const setting = { actor: context.actor, now: Temporal.Instant.from(state.openedAt), calendar };
          const entries = await cases.actions(tx, id);
          const given = { type, definition, offer, state, before: loaded.type, entries, setting };
          const { path, refused, ...rest } = replay(given);
          const titled = (key: string): Record<string, string> => {
            const titles = type.flow.states[key] === undefined ? loaded.type : type;
            return titles.flow.states[key] === undefined
              ? { ar: key, en: key }
              : { ...stateTitle(titles, key, 'office') };
          };
          if (refused.length === 0 && path === null && rest.fee === null && rest.time === null) continue;
          found.push({
            id,
            number: state.number,
            refused: refused.map((one) => ({ path: one.path, text: { ...one.text } })),
            ...rest,
            path:
              path === null
                ? null
                : {
                    action: path.action,
                    from: titled(path.from),
                    before: titled(path.before),
                    after: path.after === null ? null : titled(path.after),
                  },
          });
        }
        const last = rows.at(-1);
        return {
          seen: rows.length,
          total: count,
          atLeast,
          cases: found,
          next: rows.length < AT_ONCE || last === undefined ? null : writeCursor(last.openedAt, last.id),
        };
      },
    }),
  ];
}
