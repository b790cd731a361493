import { z } from 'zod';
import { readCursor, writeCursor } from '#modules/cases/api.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { tenantRole } from '#platform/policy.ts';
import { HandoverStatus, Words } from './model.ts';
import { ReportId } from './operations-input.ts';
import type { ReportParts } from './operations-shared.ts';
import { open311Of } from './operations-tenant.ts';
import { reportProblems } from './problems.ts';
import * as store from './store-handovers.ts';

const View = z.object({
  id: z.string(),
  caseId: z.string(),
  number: z.string(),
  owner: Words,
  status: HandoverStatus,
  attempts: z.int(),
  nextAt: z.string().nullable(),
  reference: z.string().nullable(),
  theirStatus: z.string().nullable(),
  theirNotes: z.string().nullable(),
  heardAt: z.string().nullable(),
  problem: z.string().nullable(),
  createdAt: z.string(),
});
const Server = z.object({
  code: z.string(),
  name: Words,
  address: z.string(),
  failures: z.int(),
  restsUntil: z.string().nullable(),
});
const ExchangeView = z.object({
  id: z.string(),
  at: z.string(),
  kind: z.string(),
  address: z.string(),
  status: z.int().nullable(),
  milliseconds: z.int(),
  outcome: z.string(),
  answer: z.string().nullable(),
});

const who = [tenantRole('administrator', 'supervisor', 'triage', 'integration-manager')];
const PAGE = 30;

export function handoverOperations({ catalogues }: ReportParts): Operation[] {
  const view = (handover: store.Handover, names: ReadonlyMap<string, Words>): z.infer<typeof View> => ({
    ...handover,
    owner: names.get(handover.owner ?? '') ?? {},
  });
  const namesOf = async (tx: Parameters<Operation['run']>[0], tenant: Parameters<Operation['run']>[2]['tenant']) =>
    new Map((await catalogues.of(tx, tenant)).agencies.map(({ code, name }) => [code, name]));
  return [
    operation({
      name: 'reports.list-handovers',
      summary: { ar: 'الإحالات المرسلة إلى أنظمة الجهات', en: 'Hand-overs sent to the owners’ systems' },
      kind: 'query',
      who,
      route: { method: 'GET', path: '/handovers' },
      rate: 'read',
      input: z.strictObject({
        show: z.enum(['all', 'troubled']).default('all'),
        after: z.string().max(200).optional(),
      }),
      output: z.object({ items: z.array(View), next: z.string().nullable(), servers: z.array(Server) }),
      async run(tx, { show, after }, { tenant }) {
        const cursor = after === undefined ? undefined : readCursor(after);
        const found = await store.listHandovers(tx, show === 'troubled', cursor, PAGE);
        const names = await namesOf(tx, tenant);
        const states = new Map((await store.ownerStates(tx)).map((state) => [state.owner, state]));
        const shown = found.slice(0, PAGE);
        const last = shown.at(-1);
        return {
          items: shown.map((handover) => view(handover, names)),
          next: found.length > PAGE && last !== undefined ? writeCursor(last.createdAt, last.id) : null,
          servers: open311Of(tenant).owners.map(({ agency, url }) => ({
            code: agency,
            name: names.get(agency) ?? {},
            address: url,
            failures: states.get(agency)?.failures ?? 0,
            restsUntil: states.get(agency)?.restsUntil ?? null,
          })),
        };
      },
    }),
    operation({
      name: 'reports.get-handover',
      summary: { ar: 'إحالة وسجل مراسلاتها', en: 'A hand-over and the record of its exchanges' },
      kind: 'query',
      who,
      route: { method: 'GET', path: '/handovers/{id}' },
      rate: 'read',
      input: z.strictObject({ id: ReportId }),
      output: z.object({ handover: View, exchanges: z.array(ExchangeView) }),
      async run(tx, { id }, { tenant }) {
        const handover = await store.findHandover(tx, id);
        if (handover === undefined) throw reportProblems['no-handover']();
        return {
          handover: view(handover, await namesOf(tx, tenant)),
          exchanges: await store.listExchanges(tx, id, 100),
        };
      },
    }),
    operation({
      name: 'reports.retry-handover',
      summary: { ar: 'إعادة محاولة إرسال إحالة', en: 'Try a hand-over again' },
      kind: 'command',
      who,
      route: { method: 'POST', path: '/handovers/{id}/retry' },
      rate: 'write',
      input: z.strictObject({ id: ReportId }),
      output: z.object({ status: HandoverStatus }),
      async run(tx, { id }, context) {
        const handover = await store.lockHandover(tx, id);
        if (handover === undefined || handover.owner === null) throw reportProblems['no-handover']();
        if (['done', 'returned', 'ended'].includes(handover.status)) throw reportProblems['handover-over']();
        const status = handover.reference !== null ? 'sent' : handover.token !== null ? 'token' : 'waiting';
        const at = context.now.toString();
        await store.writeHandover(tx, handover, { status, attempts: 0, nextAt: at }, at);
        const state = (await store.ownerStates(tx)).find(({ owner }) => owner === handover.owner);
        if (state !== undefined) await store.writeOwner(tx, { ...state, failures: 0, restsUntil: null });
        context.about({ type: 'case', id: handover.caseId, number: handover.number });
        return { status };
      },
    }),
  ];
}
