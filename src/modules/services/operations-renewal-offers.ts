import { z } from 'zod';
import { CaseField, fieldsShown } from '#modules/cases/api.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { signedIn, staff } from '#platform/policy.ts';
import { Fee, ServiceId } from './model.ts';
import { openDraft } from './operations-draft-shared.ts';
import { startDraft } from './operations-draft-start.ts';
import { getRenewing, todayOf } from './operations-renewal-shared.ts';
import { candidateOf } from './operations-renewing.ts';
import {
  applicantOf,
  feeFor,
  getService,
  pagesShown,
  RecordId,
  type ServiceParts,
  WordsView,
  withoutGiven,
} from './operations-shared.ts';
import { serviceProblems } from './problems.ts';
import { OFFER_STATES } from './rules-renewal-offer.ts';
import { findDraft } from './store.ts';
import { openRenewals } from './store-renewal.ts';
import {
  countOffers,
  declineOffer,
  findOffer,
  listOffers,
  type OfferRow,
  offersOfHolder,
  openOffer,
} from './store-renewal-offers.ts';

const PAGE = 25;
const MOST_OWN = 50;

const State = z.enum(OFFER_STATES);

/** An offer to renew as the holder of the licence sees it. */
export const OfferView = z.object({
  id: z.string(),
  state: State,
  service: z.object({ id: z.string(), name: WordsView }),
  licence: z.object({ id: z.string(), number: z.string(), title: WordsView, validUntil: z.string().nullable() }),
  /** What the application would say. */
  pages: z.array(z.object({ key: z.string(), title: WordsView, fields: z.array(CaseField) })),
  data: z.record(z.string(), z.json()),
  fee: Fee.nullable(),
  /** What stands against renewing it now; empty where nothing does. */
  why: z.array(WordsView),
  draft: z.string().nullable(),
  application: z.string().nullable(),
});
export type OfferView = z.infer<typeof OfferView>;

export const RenewalOffers = z.object({
  figures: z.array(z.object({ state: State, count: z.int() })),
  items: z.array(
    z.object({
      id: z.string(),
      number: z.string(),
      municipality: z.string().nullable(),
      validUntil: z.string(),
      offeredAt: z.string(),
      state: State,
      application: z.string().nullable(),
      applicationNumber: z.string().nullable(),
      reason: z.string().nullable(),
    }),
  ),
  next: z.string().nullable(),
});
export type RenewalOffers = z.infer<typeof RenewalOffers>;

export function renewalOfferOperations(parts: ServiceParts): Operation[] {
  /** @throws Problem services.offer-not-found */
  async function getMine(tx: Tx, context: OperationContext, id: string): Promise<OfferRow> {
    const offer = await findOffer(tx, id, todayOf(context));
    if (offer === undefined || offer.holderId !== applicantOf(context.actor))
      throw serviceProblems['offer-not-found']();
    return offer;
  }

  /** The draft begun from an offer, while it can be gone on with. */
  async function draftOf(tx: Tx, { draftId }: OfferRow) {
    const draft = draftId === null ? undefined : await findDraft(tx, draftId);
    return draft?.caseId === null ? draft.id : null;
  }

  return [
    operation({
      name: 'services.open-renewal-offer',
      summary: { ar: 'فتح عرض تجديد', en: 'Open an offer to renew' },
      kind: 'command',
      who: [signedIn()],
      route: { method: 'POST', path: '/my/renewal-offers/{id}/openings' },
      rate: 'read',
      input: z.strictObject({ id: RecordId }),
      output: OfferView,
      async run(tx, { id }, context) {
        const offer = await getMine(tx, context, id);
        const service = await getService(parts, tx, context, offer.serviceId);
        const document = await parts.documents.findDocument(tx, context, offer.documentId);
        if (document === undefined) throw serviceProblems['offer-not-found']();
        const open = (await openRenewals(tx, [document.id])).get(document.id);
        const { sheet, against } = await candidateOf(parts, tx, context, service, document, open?.caseNumber);
        if (offer.state === 'offered') await openOffer(tx, id, context.now.toString(), null);
        const pages = pagesShown(service, sheet);
        return {
          id,
          state: offer.state === 'offered' ? 'opened' : offer.state,
          service: { id: service.definition.id, name: service.definition.card.name },
          licence: { id: document.id, number: document.number, title: document.title, validUntil: document.validUntil },
          pages: pages.map(({ key, title, fields }) => ({ key, title, fields: fieldsShown(sheet, fields) })),
          data: withoutGiven(sheet.data) as OfferView['data'],
          fee: feeFor(service, sheet),
          why:
            against === undefined
              ? []
              : against.fields.length > 0
                ? against.fields.map(({ text }) => ({ ...text }))
                : [{ ...against.text }],
          draft: await draftOf(tx, offer),
          application: offer.caseId,
        };
      },
    }),
    operation({
      name: 'services.answer-renewal-offer',
      summary: { ar: 'قبول عرض تجديد أو الاعتذار عنه', en: 'Accept an offer to renew, or decline it' },
      kind: 'command',
      who: [signedIn()],
      route: { method: 'POST', path: '/my/renewal-offers/{id}/answers' },
      rate: 'write',
      input: z.strictObject({
        id: RecordId,
        answer: z.enum(['accept', 'change', 'decline']),
        reason: z.string().trim().max(500).optional(),
      }),
      /** Where to go on: the draft, and its first step that is not answered; null where all are. */
      output: z.object({ draft: z.string().nullable(), step: z.string().nullable() }),
      async run(tx, { id, answer, reason }, context) {
        const offer = await getMine(tx, context, id);
        const at = context.now.toString();
        context.about({ type: 'renewal-offer', id, number: offer.documentNumber });
        if (answer === 'decline') {
          if (offer.caseNumber !== null) {
            throw serviceProblems['licence-in-renewal']({ values: { number: offer.caseNumber } });
          }
          await declineOffer(tx, id, at, reason === undefined || reason === '' ? null : reason);
          return { draft: null, step: null };
        }
        const begun = await draftOf(tx, offer);
        const draft =
          begun ??
          (await startDraft(parts, tx, context, {
            service: offer.serviceId,
            municipality: offer.municipalityId,
            renews: offer.documentId,
            accepted: answer === 'accept',
          }));
        await openOffer(tx, id, at, draft);
        const { service, sheet, row } = await openDraft(parts, tx, context, draft);
        const pages = pagesShown(service, sheet).map(({ key }) => key);
        const step = answer === 'change' ? pages[0] : pages.find((key) => !row.done.includes(key));
        return { draft, step: step ?? null };
      },
    }),
    operation({
      name: 'services.list-own-offers',
      summary: { ar: 'عروض تجديد تنتظر ردي', en: 'Offers to renew that wait for my answer' },
      kind: 'query',
      who: [signedIn()],
      route: { method: 'GET', path: '/my/renewal-offers' },
      rate: 'read',
      input: z.strictObject({}),
      output: z.object({
        items: z.array(z.object({ id: z.string(), number: z.string(), service: WordsView, validUntil: z.string() })),
      }),
      async run(tx, _, context) {
        const offered = await parts.offered.of(tx, context.tenant);
        const own = await offersOfHolder(tx, applicantOf(context.actor), todayOf(context), MOST_OWN);
        return {
          items: own.flatMap(({ id, documentNumber, serviceId, validUntil }) => {
            const service = offered.get(serviceId)?.definition.card.name;
            return service === undefined ? [] : [{ id, number: documentNumber, service, validUntil }];
          }),
        };
      },
    }),
    operation({
      name: 'services.list-renewal-offers',
      summary: { ar: 'عروض التجديد وما صار إليها', en: 'Offers to renew and what became of them' },
      kind: 'query',
      who: [staff()],
      route: { method: 'GET', path: '/renewal-offers' },
      rate: 'read',
      input: z.strictObject({ service: ServiceId, state: State.optional(), after: z.string().max(80).optional() }),
      output: RenewalOffers,
      async run(tx, { service, state, after }, context) {
        await getRenewing(parts, tx, context, service);
        const today = todayOf(context);
        const [validUntil = '', id = ''] = after?.split('~') ?? [];
        const from =
          z.iso.date().safeParse(validUntil).success && RecordId.safeParse(id).success ? { validUntil, id } : null;
        const found = await listOffers(tx, { service, state: state ?? null, today }, from, PAGE + 1);
        const shown = found.slice(0, PAGE);
        const last = shown.at(-1);
        return {
          figures: await countOffers(tx, service, today),
          items: shown.map((one) => ({
            id: one.id,
            number: one.documentNumber,
            municipality: one.municipalityId,
            validUntil: one.validUntil,
            offeredAt: one.offeredAt,
            state: one.state,
            application: one.caseId,
            applicationNumber: one.caseNumber,
            reason: one.declineReason,
          })),
          next: found.length > PAGE && last !== undefined ? `${last.validUntil}~${last.id}` : null,
        };
      },
    }),
  ];
}
