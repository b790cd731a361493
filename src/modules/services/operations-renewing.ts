import { z } from 'zod';
import type { Id } from '#kernel/id.ts';
import type { Problem } from '#kernel/problem.ts';
import type { CaseEvent, CaseState, LoadedCase, Sheet } from '#modules/cases/api.ts';
import type { HeldDocument } from '#modules/documents/api.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { signedIn } from '#platform/policy.ts';
import { type PublishedService, ServiceId } from './model.ts';
import { enterFetched } from './operations-prefill-shared.ts';
import {
  applicantOf,
  getService,
  RecordId,
  type ServiceParts,
  serviceOf,
  sheetFor,
  unmet,
  WordsView,
} from './operations-shared.ts';
import { serviceProblems } from './problems.ts';
import { hindranceOf, renewsThis, valuesOfLicence } from './rules-renewal.ts';
import { endRenewal, insertRenewal, openRenewals, renewedBy } from './store-renewal.ts';
import { noteApplied, noteRenewed } from './store-renewal-offers.ts';

/** A licence as the form that renews it would begin, and what stands against renewing it now. */
export interface Candidate {
  readonly document: HeldDocument;
  readonly sheet: Sheet;
  readonly against: Problem | undefined;
}

const words = (text: Readonly<Record<string, string>>) => ({
  ar: text.ar ?? Object.values(text)[0]!,
  en: text.en ?? Object.values(text)[0]!,
});

/** Looks at a licence as its holder's renewal would begin. */
export async function candidateOf(
  parts: ServiceParts,
  tx: Tx,
  context: OperationContext,
  service: PublishedService,
  document: HeldDocument,
  openAs: string | undefined,
): Promise<Candidate> {
  const { renews } = service.definition;
  const earlier = await parts.cases.findCase(tx, context, { id: document.caseId });
  const values = renews === undefined ? {} : valuesOfLicence(renews, document, earlier?.state.data ?? {});
  const { sheet } = enterFetched(await sheetFor(parts, tx, context, service, {}), values);
  const hindrance = hindranceOf(document, openAs);
  if (hindrance !== undefined) {
    const told = { number: document.renewedBy ?? openAs ?? '', ground: document.ground ?? '–' };
    return { document, sheet, against: serviceProblems[hindrance]({ values: told }) };
  }
  const conditions = unmet(context, service, sheet);
  const against =
    conditions.length === 0
      ? undefined
      : serviceProblems['licence-not-renewable']({
          fields: conditions.map((text) => ({ path: 'renews', code: 'rule', text: words(text) })),
        });
  return { document, sheet, against };
}

/**
 * The licence that somebody wants to renew, if it is theirs and this service renews its kind.
 * @throws Problem services.licence-unknown, and whatever else stands against renewing it
 */
export async function demandRenewable(
  parts: ServiceParts,
  tx: Tx,
  context: OperationContext,
  service: PublishedService,
  documentId: Id,
  holder: Id,
): Promise<Candidate> {
  const document = await parts.documents.findDocument(tx, context, documentId);
  if (document === undefined || document.holder !== holder || !renewsThis(service.definition, document)) {
    throw serviceProblems['licence-unknown']();
  }
  const open = (await openRenewals(tx, [documentId])).get(documentId);
  const found = await candidateOf(parts, tx, context, service, document, open?.caseNumber);
  if (found.against !== undefined) throw found.against;
  return found;
}

/** Notes that an application renews a licence. @throws Problem services.licence-in-renewal */
export async function beginRenewal(
  tx: Tx,
  { now }: Pick<OperationContext, 'now'>,
  state: Pick<CaseState, 'id' | 'number'>,
  documentId: Id,
): Promise<void> {
  const renewal = { caseId: state.id, caseNumber: state.number, documentId, at: now.toString() };
  if (await insertRenewal(tx, renewal)) return noteApplied(tx, documentId, state.id, now.toString());
  const open = (await openRenewals(tx, [documentId])).get(documentId);
  throw serviceProblems['licence-in-renewal']({ values: { number: open?.caseNumber ?? '' } });
}

/**
 * Nothing is approved or issued in place of a licence that was revoked, suspended or renewed meanwhile; and once an
 * application is over, another may renew its licence.
 * @throws Problem services.licence-revoked, services.licence-suspended, services.licence-renewed
 */
export async function demandRenewing(
  parts: ServiceParts,
  tx: Tx,
  context: OperationContext,
  loaded: LoadedCase,
  events: readonly CaseEvent[],
  before: CaseState | null,
): Promise<void> {
  const { state } = loaded;
  if (before === null || before.state === state.state) return;
  const issues = events.some((event) => event.type === 'document-requested');
  const approves = before.result?.result !== 'approved' && state.result?.result === 'approved';
  const between = issues || approves ? await cameBetween(parts, tx, context, loaded) : undefined;
  if (between !== undefined) throw between;
  if (state.category !== 'closed') return;
  const at = context.now.toString();
  const documentId = await renewedBy(tx, state.id);
  if (documentId === undefined || (await endRenewal(tx, state.id, at)) + (issues ? 1 : 0) === 0) return;
  if (issues) await noteRenewed(tx, documentId, at);
  else await noteApplied(tx, documentId, null, at);
}

/**
 * What came between an application to renew a licence and its decision: the licence was revoked, suspended, or renewed
 * by another. Undefined where nothing did, and for applications that renew nothing.
 */
export async function cameBetween(
  parts: ServiceParts,
  tx: Tx,
  context: OperationContext,
  { state }: LoadedCase,
): Promise<Problem | undefined> {
  const documentId = await renewedBy(tx, state.id);
  const document = documentId === undefined ? undefined : await parts.documents.findDocument(tx, context, documentId);
  const hindrance = document && hindranceOf(document, undefined);
  if (document === undefined || hindrance === undefined) return undefined;
  return serviceProblems[hindrance]({
    values: { number: document.renewedBy ?? serviceOf(state).code, ground: document.ground ?? '–' },
  });
}

export const RenewableView = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      number: z.string(),
      title: WordsView,
      standing: z.string(),
      validUntil: z.string().nullable(),
      /** Why it cannot be renewed now, and what to do; empty where it can. */
      why: z.array(WordsView),
      /** The application that renews it already. */
      application: z.object({ id: z.string(), number: z.string() }).nullable(),
    }),
  ),
});
export type RenewableView = z.infer<typeof RenewableView>;

export function renewingOperations(parts: ServiceParts): Operation[] {
  return [
    operation({
      name: 'services.list-renewable',
      summary: { ar: 'رخصي التي تجددها خدمة', en: 'My licences that a service renews' },
      kind: 'query',
      who: [signedIn()],
      route: { method: 'GET', path: '/applicable-services/{service}/renewable' },
      rate: 'read',
      input: z.strictObject({ service: ServiceId, id: RecordId.optional() }),
      output: RenewableView,
      async run(tx, { service: asked, id }, context) {
        const service = await getService(parts, tx, context, asked);
        const sources = service.definition.renews?.from.map((one) => one.service) ?? [];
        const held = await parts.documents.heldBy(tx, context, applicantOf(context.actor), sources);
        const shown = held.filter((one) => renewsThis(service.definition, one) && (id === undefined || one.id === id));
        const open = await openRenewals(
          tx,
          shown.map((one) => one.id),
        );
        const items: RenewableView['items'] = [];
        for (const document of shown) {
          // What was corrected or renewed long ago is history; its newest version is in the list.
          if (document.state === 'superseded' && document.standing === 'superseded') continue;
          const renewal = open.get(document.id);
          const { against } = await candidateOf(parts, tx, context, service, document, renewal?.caseNumber);
          items.push({
            id: document.id,
            number: document.number,
            title: document.title,
            standing: document.standing,
            validUntil: document.validUntil,
            why:
              against === undefined
                ? []
                : against.fields.length > 0
                  ? against.fields.map(({ text }) => text)
                  : [against.text],
            application: renewal === undefined ? null : { id: renewal.caseId, number: renewal.caseNumber },
          });
        }
        return { items };
      },
    }),
  ];
}
