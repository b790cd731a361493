import { z } from 'zod';
import { plainText } from '#kernel/arabic.ts';
import { Flag } from '#kernel/flag.ts';
import { CaseField, fieldsShown, readCursor, writeCursor } from '#modules/cases/api.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { signedIn } from '#platform/policy.ts';
import { Fee, type PublishedService, SIGNATURE_STATES } from './model.ts';
import { demandComplete, openDraft, openForSigner } from './operations-draft-shared.ts';
import {
  applicantOf,
  FileView,
  feeFor,
  filesOf,
  pagesShown,
  RecordId,
  type ServiceParts,
  WordsView,
} from './operations-shared.ts';
import {
  contentDigest,
  demandMandate,
  latestOf,
  maskedEnd,
  partiesToSign,
  sealReason,
  signedService,
  tell,
} from './operations-signing-shared.ts';
import { serviceProblems } from './problems.ts';
import { standingOf } from './rules-signing.ts';
import {
  decideSignature,
  findSignature,
  insertSignatures,
  type SignatureRow,
  signaturesFor,
  signaturesOfDraft,
  voidSignatures,
} from './store-signing.ts';

const Summary = {
  id: z.string(),
  service: WordsView,
  applicant: WordsView,
  role: WordsView,
  state: z.enum(SIGNATURE_STATES),
  askedAt: z.string(),
  decidedAt: z.string().nullable(),
};

export const SignaturesAsked = z.object({ items: z.array(z.object(Summary)), next: z.string().nullable() });
export type SignaturesAsked = z.infer<typeof SignaturesAsked>;

/** What somebody is asked to sign; the content only while it waits for them. */
export const SignatureAsked = z.object({
  ...Summary,
  /** Digest of what is shown, hexadecimal: sent back by whoever signs it. */
  content: z.string(),
  declaration: WordsView,
  pages: z.array(z.object({ key: z.string(), title: WordsView, fields: z.array(CaseField) })),
  data: z.record(z.string(), z.json()),
  files: z.record(z.string(), z.array(FileView)),
  fee: Fee.nullable(),
  declarations: z.array(WordsView),
  /** The others who sign, and how far they are. */
  others: z.array(z.object({ role: WordsView, state: z.enum(SIGNATURE_STATES) })),
});
export type SignatureAsked = z.infer<typeof SignatureAsked>;

export function signingOperations(parts: ServiceParts): Operation[] {
  const { identity } = parts;

  const roleOf = (service: PublishedService, key: string) =>
    service.definition.signing?.signers.find((one) => one.key === key);

  async function summaryOf(tx: Tx, row: SignatureRow): Promise<z.infer<z.ZodObject<typeof Summary>>> {
    const service = await signedService(tx, row);
    const names = await identity.displayNames(tx, [row.partyId]);
    return {
      id: row.id,
      service: service.definition.card.name,
      applicant: (names.get(row.partyId) ?? {}) as Record<string, string>,
      role: roleOf(service, row.role)?.title ?? {},
      state: row.state,
      askedAt: row.askedAt,
      decidedAt: row.decidedAt,
    };
  }

  /** A request for the acting party's own signature. @throws Problem services.signature-not-found */
  async function ownRow(tx: Tx, context: OperationContext, id: string): Promise<SignatureRow> {
    const row = await findSignature(tx, id);
    if (row === undefined || row.signerId !== applicantOf(context.actor)) {
      throw serviceProblems['signature-not-found']();
    }
    return row;
  }

  /** The request with what is to be signed, while both are as they were asked. */
  async function openToSign(tx: Tx, context: OperationContext, id: string) {
    await ownRow(tx, context, id);
    await demandMandate(parts, tx, context);
    const found = (await findSignature(tx, id))!;
    const open = await openForSigner(parts, tx, context, found.draftId, found, true);
    // Read again under the lock of the draft: it may have been changed, or answered in another window, meanwhile.
    const row = (await findSignature(tx, id))!;
    if (row.state === 'void' || open === undefined) throw serviceProblems['content-changed']();
    if (row.state !== 'waiting') throw serviceProblems['signature-given']();
    return { row, open };
  }

  async function decide(
    tx: Tx,
    context: OperationContext,
    row: SignatureRow,
    state: 'signed' | 'declined',
    reason: Uint8Array | null,
  ) {
    const at = context.now.toString();
    await decideSignature(tx, row.id, { state, by: context.actor.partyId, reason, at });
    context.about({ type: 'signature', id: row.id });
    const service = await signedService(tx, row);
    const standing = standingOf(latestOf(await signaturesOfDraft(tx, row.draftId)).map((one) => one.state));
    const notice =
      state === 'declined' ? 'signatureDeclined' : standing === 'complete' ? 'signaturesComplete' : 'signatureGiven';
    tell(context, notice, service, row, [row.partyId]);
    return { id: row.id, state, complete: standing === 'complete' };
  }

  return [
    operation({
      name: 'services.ask-signatures',
      summary: { ar: 'طلب توقيع الأطراف على طلبي', en: 'Ask the parties to sign my application' },
      kind: 'command',
      who: [signedIn()],
      route: { method: 'POST', path: '/my/drafts/{id}/signatures' },
      rate: 'write',
      input: z.strictObject({
        id: RecordId,
        declared: z.boolean().default(false),
        /** The version of the service whose summary was checked. */
        serviceVersion: z.coerce.number().pipe(z.int32().positive()),
      }),
      output: z.object({ asked: z.int() }),
      async run(tx, { id, declared, serviceVersion }, context) {
        const open = await openDraft(parts, tx, context, id, { lock: true });
        const { row, service, sheet } = open;
        if (service.definition.signing === undefined) throw serviceProblems['no-signatures']();
        if (service.version !== serviceVersion) throw serviceProblems['terms-changed']();
        await demandComplete(parts, tx, context, open);
        if (!declared) throw serviceProblems['not-declared']();
        const content = contentDigest(service, sheet);
        const needed = await partiesToSign(parts, tx, service, sheet, row.partyId);
        // Asked anew, everybody answers anew.
        await voidSignatures(tx, id);
        const asked = needed.map(({ role, value, partyId }) => ({
          id: context.newId(),
          draftId: id,
          partyId: row.partyId,
          serviceId: service.definition.id,
          serviceVersion: service.version,
          role: role.key,
          signerId: partyId,
          masked: maskedEnd(value),
          content,
          segment: context.actor.segment,
          askedAt: context.now.toString(),
        }));
        await insertSignatures(tx, asked);
        for (const one of asked) tell(context, 'signatureAsked', service, one, [one.signerId]);
        context.about({ type: 'draft', id });
        return { asked: asked.length };
      },
    }),
    operation({
      name: 'services.list-signatures-asked',
      summary: { ar: 'طلبات تنتظر توقيعي', en: 'Applications that wait for my signature' },
      kind: 'query',
      who: [signedIn()],
      route: { method: 'GET', path: '/my/signatures' },
      rate: 'read',
      input: z.strictObject({
        /** Those that were answered or no longer count. */
        closed: Flag.default(false),
        after: z.string().max(200).optional(),
        limit: z.coerce.number().int().min(1).max(50).default(20),
      }),
      output: SignaturesAsked,
      async run(tx, { closed, after, limit }, context) {
        const cursor = after === undefined ? undefined : readCursor(after);
        const found = await signaturesFor(tx, applicantOf(context.actor), !closed, cursor, limit + 1);
        const shown = found.slice(0, limit);
        const last = shown.at(-1);
        const items: SignaturesAsked['items'] = [];
        for (const row of shown) items.push(await summaryOf(tx, row));
        return { items, next: found.length > limit && last !== undefined ? writeCursor(last.askedAt, last.id) : null };
      },
    }),
    operation({
      name: 'services.get-signature-asked',
      summary: { ar: 'طلب ينتظر توقيعي وما فيه', en: 'What I am asked to sign' },
      kind: 'query',
      who: [signedIn()],
      route: { method: 'GET', path: '/my/signatures/{id}' },
      rate: 'read',
      input: z.strictObject({ id: RecordId }),
      output: SignatureAsked,
      async run(tx, { id }, context) {
        const row = await ownRow(tx, context, id);
        const service = await signedService(tx, row);
        const role = roleOf(service, row.role);
        const open =
          row.state === 'waiting' ? await openForSigner(parts, tx, context, row.draftId, row, false) : undefined;
        const all = latestOf(await signaturesOfDraft(tx, row.draftId));
        const shown = open && pagesShown(open.service, open.sheet);
        return {
          ...(await summaryOf(tx, row)),
          // Made void meanwhile by a new version of the service.
          state: row.state === 'waiting' && open === undefined ? ('void' as const) : row.state,
          content: row.content.toString('hex'),
          declaration: role?.declaration ?? {},
          pages: (shown ?? []).map(({ key, title, fields }) => ({
            key,
            title,
            fields: fieldsShown(open!.sheet, fields),
          })),
          data: (open === undefined
            ? {}
            : Object.fromEntries(
                shown!.flatMap(({ fields }) =>
                  fields.flatMap((key) => (open.sheet.data[key] === undefined ? [] : [[key, open.sheet.data[key]]])),
                ),
              )) as SignatureAsked['data'],
          files: open === undefined ? {} : await filesOf(parts, tx, context, open.sheet.type, open.sheet.data),
          fee: open === undefined ? null : feeFor(open.service, open.sheet),
          declarations: open === undefined ? [] : open.service.definition.declarations,
          others: all
            .filter((one) => one.id !== row.id)
            .map((one) => ({ role: roleOf(service, one.role)?.title ?? {}, state: one.state })),
        };
      },
    }),
    operation({
      name: 'services.sign',
      summary: { ar: 'توقيع طلب', en: 'Sign an application' },
      kind: 'command',
      who: [signedIn()],
      route: { method: 'POST', path: '/my/signatures/{id}/signature' },
      rate: 'write',
      input: z.strictObject({
        id: RecordId,
        declared: z.boolean().default(false),
        /** Digest of what was read. */
        content: z.string().regex(/^[0-9a-f]{64}$/),
      }),
      output: z.object({ id: z.string(), state: z.enum(['signed', 'declined']), complete: z.boolean() }),
      async run(tx, { id, declared, content }, context) {
        const { row } = await openToSign(tx, context, id);
        if (row.content.toString('hex') !== content) throw serviceProblems['content-changed']();
        if (!declared) throw serviceProblems['not-declared']();
        return decide(tx, context, row, 'signed', null);
      },
    }),
    operation({
      name: 'services.decline-signature',
      summary: { ar: 'رفض توقيع طلب', en: 'Decline to sign an application' },
      kind: 'command',
      who: [signedIn()],
      route: { method: 'POST', path: '/my/signatures/{id}/refusal' },
      rate: 'write',
      input: z.strictObject({ id: RecordId, reason: plainText({ min: 5, max: 500, multiline: true }) }),
      output: z.object({ id: z.string(), state: z.enum(['signed', 'declined']), complete: z.boolean() }),
      async run(tx, { id, reason }, context) {
        const { row } = await openToSign(tx, context, id);
        return decide(tx, context, row, 'declined', await sealReason(parts, tx, row.partyId, reason));
      },
    }),
  ];
}
