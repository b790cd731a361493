import { z } from 'zod';
import { isId } from '#kernel/id.ts';
import type { CaseEvent, CaseState, LoadedCase } from '#modules/cases/api.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { tenantRole } from '#platform/policy.ts';
import { pinnedService } from './operations-application-shared.ts';
import { type ServiceParts, WordsView } from './operations-shared.ts';
import { insertBreach, listBreaches, mendBreaches } from './store-breaches.ts';

const PAGE = 25;

/**
 * Records duties that were not kept, by the events a service names as such, and that one was made good once the
 * application has left the state it fell into.
 */
export async function followBreaches(
  parts: ServiceParts,
  tx: Tx,
  context: OperationContext,
  loaded: LoadedCase,
  events: readonly CaseEvent[],
  before: CaseState | null,
): Promise<void> {
  const { state } = loaded;
  if (before === null || before.state === state.state) return;
  const { definition } = await pinnedService(parts, tx, context, loaded);
  const duties = definition.duties ?? {};
  if (Object.keys(duties).length === 0) return;
  const at = context.now.toString();
  const broken = events.flatMap((event) => (event.type === 'emitted' && duties[event.event] ? [event.event] : []));
  if (broken.length === 0) return mendBreaches(tx, state.id, at);
  for (const duty of broken) {
    const { title, clock } = duties[duty]!;
    await insertBreach(tx, {
      caseId: state.id,
      duty,
      caseNumber: state.number,
      serviceCode: definition.card.code,
      title,
      partyId: state.participants.find(({ role }) => role === 'applicant')?.partyId ?? null,
      municipalityId: state.place?.municipalityId ?? null,
      dueAt: before.clocks[clock]?.dueAt ?? null,
      recordedAt: at,
    });
  }
}

export const Breaches = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      number: z.string(),
      code: z.string(),
      title: WordsView,
      /** Whoever did not keep it. */
      party: WordsView.nullable(),
      municipality: z.string().nullable(),
      dueAt: z.string().nullable(),
      recordedAt: z.string(),
      mendedAt: z.string().nullable(),
    }),
  ),
  next: z.string().nullable(),
});
export type Breaches = z.infer<typeof Breaches>;

export function breachOperations(parts: ServiceParts): Operation[] {
  return [
    operation({
      name: 'services.list-breaches',
      summary: { ar: 'واجبات لم تؤد في مهلتها', en: 'Duties that were not kept in time' },
      kind: 'query',
      who: [tenantRole('officer', 'supervisor', 'department-head', 'administrator', 'auditor')],
      route: { method: 'GET', path: '/breaches' },
      rate: 'read',
      discloses: true,
      input: z.strictObject({ after: z.string().max(100).optional() }),
      output: Breaches,
      async run(tx, { after }, context) {
        const [at = '', id = ''] = after?.split('~') ?? [];
        const from = isId(id) && !Number.isNaN(Date.parse(at)) ? { at, id } : null;
        const found = await listBreaches(tx, from, PAGE + 1);
        const shown = found.slice(0, PAGE);
        const last = shown.at(-1);
        const names = await parts.identity.displayNames(
          tx,
          shown.flatMap(({ partyId }) => partyId ?? []),
        );
        for (const { caseId, partyId } of shown) {
          if (partyId !== null) context.disclosed({ type: 'case', id: caseId }, ['applicant']);
        }
        return {
          items: shown.map((one) => ({
            id: one.caseId,
            number: one.caseNumber,
            code: one.serviceCode,
            title: one.title as Record<string, string>,
            party: ((one.partyId && names.get(one.partyId)) as Record<string, string> | undefined) ?? null,
            municipality: one.municipalityId,
            dueAt: one.dueAt,
            recordedAt: one.recordedAt,
            mendedAt: one.mendedAt,
          })),
          next: found.length > PAGE && last !== undefined ? `${last.recordedAt}~${last.caseId}` : null,
        };
      },
    }),
  ];
}
