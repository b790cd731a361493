import { z } from 'zod';
import type { Actor } from '#kernel/actor.ts';
import { type Id, isId } from '#kernel/id.ts';
import type { PersonalSource } from '#modules/identity/api.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { anyone, signedIn } from '#platform/policy.ts';
import { isPaperSigned, signPapers } from './links.ts';
import { documentProblems } from './model.ts';
import { insideOf, scanAddress } from './operations-issued.ts';
import type { IssueUse } from './operations-sealing.ts';
import { DocumentHistory, DocumentItem, itemOf, LinesView, stepsOf, WordsView } from './operations-views.ts';
import { qrOf } from './qr.ts';
import { findIssued, findNumbered, findOfHolder, findReplacing, type StoredDocument } from './store-issued.ts';
import { countOpening, endShare, findShare, findShares, insertShare } from './store-shares.ts';
import { hashOfShare, newShareToken } from './tokens.ts';

const RecordId = z.string().refine(isId, { params: { code: 'not-uuid' } });
const MOST_SHARES = 10;
const SHARE_DAYS = [1, 7, 30, 90] as const;

const ShareView = z.object({
  id: z.string(),
  label: z.string(),
  sharedAt: z.string(),
  until: z.string(),
  opened: z.int(),
  openedAt: z.string().nullable(),
});

/** What stands on a document, as on a card in a wallet. */
const CardView = z.object({
  holder: z.object({
    name: z.string(),
    identifiers: z.array(z.object({ title: WordsView, value: z.string() })),
  }),
  office: WordsView.nullable(),
  place: WordsView.nullable(),
  lines: LinesView,
  code: z.string(),
  qr: z.object({ path: z.string(), modules: z.int() }),
  /** The text in the QR code. */
  scan: z.string(),
});

export const MyDocument = z.object({
  ...DocumentHistory.shape,
  /** Null once the holder was forgotten. */
  card: CardView.nullable(),
  shares: z.array(ShareView),
  /** Other versions under this number, the newest first. */
  versions: z.array(DocumentItem),
  /** The licence it renewed. */
  previous: DocumentItem.nullable(),
  /** The one it was renewed by. */
  next: DocumentItem.nullable(),
});
export type MyDocument = z.infer<typeof MyDocument>;

export const MyDocuments = z.object({ items: z.array(DocumentItem), next: z.string().nullable() });
export type MyDocuments = z.infer<typeof MyDocuments>;

export const SharedDocument = z.object({ ...DocumentHistory.shape, card: CardView.nullable(), until: z.string() });
export type SharedDocument = z.infer<typeof SharedDocument>;

/** The party whose documents these are: the one acted for, or oneself. */
const holderOf = ({ onBehalfOf, partyId }: Actor): Id => (onBehalfOf ?? partyId)!;

async function getMine(tx: Tx, { actor }: OperationContext, id: Id): Promise<StoredDocument> {
  const stored = await findIssued(tx, id);
  if (stored === undefined || stored.holder !== holderOf(actor)) throw documentProblems['not-mine']();
  return stored;
}

async function cardOf(use: IssueUse, tx: Tx, { tenant }: OperationContext, stored: StoredDocument) {
  const inside = await insideOf(use, tx, tenant, stored);
  if (inside === undefined) return null;
  const { content, code, token } = inside;
  const scan = scanAddress(use.baseUrlOf(tenant), token);
  const { name, identifiers } = content.holder;
  const lines = content.sections.flatMap((section) => section.lines.map(({ title, value }) => ({ title, value })));
  return {
    holder: { name, identifiers },
    office: content.office,
    place: content.place,
    lines,
    code,
    scan,
    qr: qrOf(scan),
  };
}

async function historyOf(use: IssueUse, tx: Tx, context: OperationContext, stored: StoredDocument) {
  return {
    ...itemOf(stored, context),
    steps: (await stepsOf(tx, [stored.id])).get(stored.id) ?? [],
    links: signPapers(use.linkKey, context.tenant.id, stored.id, context.now),
  };
}

/** The licence that a document renewed, and the one it was renewed by; versions under one number are no renewals. */
async function renewedAround(tx: Tx, context: OperationContext, stored: StoredDocument) {
  const before = stored.replaces === null ? undefined : await findIssued(tx, stored.replaces);
  const after = (await findReplacing(tx, stored.id)).find(({ number }) => number !== stored.number);
  return {
    previous: before === undefined || before.number === stored.number ? null : itemOf(before, context),
    next: after === undefined ? null : itemOf(after, context),
  };
}

const MOST_TOLD = 1_000;

/** What was issued to a person, for the copy of their data. */
export const toldOfDocuments =
  (use: IssueUse): PersonalSource =>
  async (tx, tenant, partyId) => {
    const records: Record<string, unknown>[] = [];
    for (const stored of await findOfHolder(tx, partyId, undefined, MOST_TOLD)) {
      const inside = await insideOf(use, tx, tenant, stored);
      const { number, version, title, issuedAt, validFrom, validUntil, state } = stored;
      records.push({ number, version, title, issuedAt, validFrom, validUntil, state, data: inside?.content ?? null });
    }
    return [{ name: 'documents', records }];
  };

const readAfter = (text: string) => {
  const [at = '', id = ''] = text.split('~');
  return isId(id) && !Number.isNaN(Date.parse(at)) ? { at, id } : undefined;
};

export const myDocumentOperations = (use: IssueUse): readonly Operation[] => [
  operation({
    name: 'documents.list-mine',
    summary: { ar: 'وثائقي', en: 'My documents' },
    kind: 'query',
    who: [signedIn()],
    route: { method: 'GET', path: '/my/documents' },
    rate: 'read',
    input: z.strictObject({
      after: z.string().max(100).optional(),
      limit: z.coerce.number().int().min(1).max(50).default(20),
    }),
    output: MyDocuments,
    async run(tx, { after, limit }, context) {
      const from = after === undefined ? undefined : readAfter(after);
      const found = await findOfHolder(tx, holderOf(context.actor), from, limit + 1);
      const shown = found.slice(0, limit);
      const last = shown.at(-1);
      return {
        items: shown.map((stored) => itemOf(stored, context)),
        next: found.length > limit && last !== undefined ? `${last.issuedAt}~${last.id}` : null,
      };
    },
  }),
  operation({
    name: 'documents.get-mine',
    summary: { ar: 'وثيقة من وثائقي', en: 'One of my documents' },
    kind: 'query',
    who: [signedIn()],
    route: { method: 'GET', path: '/my/documents/{id}' },
    rate: 'read',
    input: z.strictObject({ id: RecordId }),
    output: MyDocument,
    async run(tx, { id }, context) {
      const stored = await getMine(tx, context, id);
      const versions = await findNumbered(tx, stored.number);
      return {
        ...(await historyOf(use, tx, context, stored)),
        card: await cardOf(use, tx, context, stored),
        shares: (await findShares(tx, id, context.now.toString())).map(({ documentId: _, ...share }) => share),
        versions: versions.filter((one) => one.id !== id).map((one) => itemOf(one, context)),
        ...(await renewedAround(tx, context, stored)),
      };
    },
  }),
  operation({
    name: 'documents.share',
    summary: { ar: 'مشاركة وثيقة برابط مؤقت', en: 'Share a document by a link that ends' },
    kind: 'command',
    who: [signedIn()],
    route: { method: 'POST', path: '/my/documents/{id}/shares' },
    rate: 'write',
    answersOnce: true,
    input: z.strictObject({
      id: RecordId,
      /** Whom it is for, in the holder's words. */
      label: z.string().trim().min(1).max(100),
      days: z.coerce.number().pipe(z.literal(SHARE_DAYS)),
    }),
    output: z.object({ id: z.string(), token: z.string(), until: z.string() }),
    async run(tx, { id, label, days }, context) {
      const { actor, now, newId, about } = context;
      const stored = await getMine(tx, context, id);
      if ((await findShares(tx, id, now.toString())).length >= MOST_SHARES) {
        throw documentProblems['too-many-shares']({ values: { most: MOST_SHARES } });
      }
      const { token, hash } = newShareToken();
      const share = { id: newId(), documentId: stored.id, label, sharedAt: now.toString() };
      const until = now.add({ hours: 24 * days }).toString();
      await insertShare(tx, { ...share, until, tokenHash: hash, by: actor.partyId! });
      about({ type: 'document', id, number: stored.number });
      return { id: share.id, token, until };
    },
  }),
  operation({
    name: 'documents.end-share',
    summary: { ar: 'إنهاء رابط مشاركة', en: 'End a shared link' },
    kind: 'command',
    who: [signedIn()],
    route: { method: 'DELETE', path: '/my/documents/{id}/shares/{share}' },
    rate: 'write',
    input: z.strictObject({ id: RecordId, share: RecordId }),
    output: z.object({ id: z.string() }),
    async run(tx, { id, share }, context) {
      const stored = await getMine(tx, context, id);
      if ((await endShare(tx, id, share, context.now.toString())) === 0) throw documentProblems['unknown-share']();
      context.about({ type: 'document', id, number: stored.number });
      return { id: share };
    },
  }),
  operation({
    name: 'documents.open-shared',
    summary: { ar: 'فتح وثيقة شاركها صاحبها', en: 'Open a document its holder shared' },
    kind: 'command',
    who: [anyone()],
    route: { method: 'POST', path: '/shared-documents' },
    rate: 'read',
    guess: 'documents.unknown-share',
    input: z.strictObject({ token: z.string().min(8).max(100) }),
    output: SharedDocument,
    async run(tx, { token }, context) {
      const now = context.now.toString();
      const share = await findShare(tx, hashOfShare(token), now);
      const stored = share && (await findIssued(tx, share.documentId));
      if (stored === undefined) throw documentProblems['unknown-share']();
      await countOpening(tx, share!.id, now);
      context.about({ type: 'document', id: stored.id, number: stored.number });
      return {
        ...(await historyOf(use, tx, context, stored)),
        card: await cardOf(use, tx, context, stored),
        until: share!.until,
      };
    },
  }),
  operation({
    name: 'documents.open-paper',
    summary: { ar: 'فتح ملف وثيقة', en: 'Open the paper of a document' },
    kind: 'query',
    // Whoever holds a signed address, and the holder: decided in the query; for others it does not exist.
    who: [anyone()],
    route: { method: 'GET', path: '/issued-documents/{id}/paper' },
    rate: 'read',
    input: z.strictObject({
      id: RecordId,
      until: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).nullish(),
      proof: z.string().max(64).nullish(),
    }),
    output: z.object({ id: z.string(), number: z.string(), version: z.int(), printed: z.boolean() }),
    async run(tx, { id, until, proof }, { actor, tenant, now }) {
      const stored = await findIssued(tx, id);
      const link = until != null && proof != null ? { until, proof } : undefined;
      const signed = link !== undefined && isPaperSigned(use.linkKey, tenant.id, id, link, now);
      const mine = actor.partyId !== null && stored?.holder === holderOf(actor);
      if (stored === undefined || !(signed || mine)) throw documentProblems['not-mine']();
      return { id, number: stored.number, version: stored.version, printed: stored.printed };
    },
  }),
];
