import type { Actor } from '#kernel/actor.ts';
import type { Id } from '#kernel/id.ts';
import { say, type Text } from '#kernel/text.ts';
import type { Sheet } from '#modules/cases/api.ts';
import { sheetValue } from '#modules/cases/api.ts';
import { digestOf } from '#platform/canonical.ts';
import type { Tx } from '#platform/db.ts';
import type { OperationContext } from '#platform/operations.ts';
import type { PublishedService, SignatureView } from './model.ts';
import { feeFor, type ServiceParts } from './operations-shared.ts';
import { serviceProblems } from './problems.ts';
import { askedFields } from './rules.ts';
import { type NamedSigner, signersOf, standingOf } from './rules-signing.ts';
import { findVersion } from './store.ts';
import { type SignatureRow, signaturesOfDraft, voidSignatures } from './store-signing.ts';

const REASON = 'services-signature-reason';

/** What is signed: the answers, the fee and the declarations under a version of the service, as one digest. */
export function contentDigest(service: PublishedService, sheet: Sheet): Buffer {
  const { definition, version } = service;
  const answers = Object.fromEntries(askedFields(definition).map((key) => [key, sheet.data[key] ?? null]));
  const { declarations, signing } = definition;
  return Buffer.from(
    digestOf({ id: definition.id, version, answers, fee: feeFor(service, sheet), declarations, signing }),
  );
}

/** Everybody whose signature the answers call for, the applicant too where they are named. */
export const namedSigners = ({ definition }: PublishedService, sheet: Sheet): NamedSigner[] =>
  signersOf(definition, sheet.data, (feel) => sheetValue(sheet, feel) === true);

/** The end of an identifier, by which whoever typed it knows it again. */
export const maskedEnd = (value: string): string => `••••${value.slice(-4)}`;

/** Everybody who has to sign, apart from the applicant, with their party. */
export async function partiesToSign(
  { identity }: Pick<ServiceParts, 'identity'>,
  tx: Tx,
  service: PublishedService,
  sheet: Sheet,
  applicant: Id,
): Promise<(NamedSigner & { readonly partyId: Id })[]> {
  const found: (NamedSigner & { partyId: Id })[] = [];
  for (const one of namedSigners(service, sheet)) {
    const partyId = await identity.partyOfIdentifier(tx, { kind: one.role.identifier, value: one.value });
    if (partyId === applicant || found.some((other) => other.partyId === partyId)) continue;
    found.push({ ...one, partyId });
  }
  return found;
}

/** The latest request of each, the void ones where nothing newer was asked. */
export const latestOf = (all: readonly SignatureRow[]): SignatureRow[] =>
  all.filter(({ askedAt }) => askedAt === all[0]?.askedAt);

/**
 * Every signature that an application needs is there, for what it says now.
 * @throws Problem services.signatures-missing, signature-declined, content-changed
 */
export async function demandSigned(
  parts: ServiceParts,
  tx: Tx,
  service: PublishedService,
  sheet: Sheet,
  draft: { readonly id: Id; readonly partyId: Id },
): Promise<void> {
  if (service.definition.signing === undefined) return;
  const needed = await partiesToSign(parts, tx, service, sheet, draft.partyId);
  if (needed.length === 0) return;
  const asked = latestOf(await signaturesOfDraft(tx, draft.id));
  const standing = standingOf(asked.map(({ state }) => state));
  if (standing === 'declined') throw serviceProblems['signature-declined']();
  if (standing !== 'complete') throw serviceProblems['signatures-missing']();
  const content = contentDigest(service, sheet);
  const signed = new Set(asked.flatMap((one) => (one.content.equals(content) ? one.signerId : [])));
  if (needed.some(({ partyId }) => !signed.has(partyId))) throw serviceProblems['content-changed']();
}

/** Voids what was signed for a draft whose content changed, and tells everybody who had a part in it. */
export async function voidWhereChanged(
  tx: Tx,
  context: OperationContext,
  service: PublishedService,
  sheet: Sheet,
  draftId: Id,
): Promise<boolean> {
  if (service.definition.signing === undefined) return false;
  const live = (await signaturesOfDraft(tx, draftId)).filter(({ state }) => state !== 'void');
  if (live.length === 0) return false;
  const content = contentDigest(service, sheet);
  if (live.every((one) => one.content.equals(content))) return false;
  const voided = await voidSignatures(tx, draftId);
  for (const one of voided) tell(context, 'signatureVoid', service, one, [one.signerId]);
  return true;
}

const AR_EN = (ar: [string, string], en: [string, string]) => ({
  title: { ar: ar[0], en: en[0] },
  body: { ar: ar[1], en: en[1] },
});

const NOTICES = {
  signatureAsked: AR_EN(
    [
      'مطلوب توقيعك على طلب «{service}»',
      'سماك مقدم الطلب «{role}» في طلب «{service}»، ولا يرسل الطلب إلا بتوقيعك. راجع ما فيه ووقعه أو ارفضه من: {link}',
    ],
    [
      'Your signature is asked on “{service}”',
      'The applicant named you as “{role}” in an application for “{service}”, which is sent only once you have signed. Read it, then sign or decline: {link}',
    ],
  ),
  signatureReminder: AR_EN(
    ['تذكير: طلب «{service}» ينتظر توقيعك', 'ما زال طلب «{service}» ينتظر توقيعك بصفتك «{role}». راجعه من: {link}'],
    [
      'Reminder: “{service}” waits for your signature',
      'The application for “{service}” still waits for you to sign as “{role}”: {link}',
    ],
  ),
  signatureVoid: AR_EN(
    [
      'تغير طلب «{service}» بعد طلب توقيعك',
      'عدل مقدم الطلب بيانات طلب «{service}»، فلم يعد توقيعك عليه قائمًا. سيصلك طلب توقيع جديد إذا أكمله: {link}',
    ],
    [
      '“{service}” was changed after your signature was asked',
      'The applicant changed the application for “{service}”, so your signature on it no longer counts. You are asked again when it is complete: {link}',
    ],
  ),
  signatureGiven: AR_EN(
    ['وُقّع طلبك «{service}»', 'وقع «{role}» على طلب «{service}». تابع بقية التوقيعات من: {link}'],
    [
      'Your application “{service}” was signed',
      '“{role}” signed your application for “{service}”. See who else is to sign: {link}',
    ],
  ),
  signaturesComplete: AR_EN(
    [
      'اكتملت التوقيعات على طلب «{service}»',
      'وقع جميع الأطراف على طلب «{service}». راجع المقابل المالي وأرسل الطلب من: {link}',
    ],
    [
      'Everybody has signed “{service}”',
      'All parties have signed your application for “{service}”. Check the fee and send it: {link}',
    ],
  ),
  signatureDeclined: AR_EN(
    [
      'لم يوقع «{role}» على طلب «{service}»',
      'رفض «{role}» التوقيع على طلب «{service}». السبب وما يمكنك عمله في: {link}',
    ],
    [
      '“{role}” declined to sign “{service}”',
      '“{role}” declined to sign your application for “{service}”. The reason, and what you can do: {link}',
    ],
  ),
};
export type SigningNotice = keyof typeof NOTICES;

/** Asks for a message about a signature to these parties: the signer is led to what they sign, the applicant to the draft. */
export function tell(
  context: Pick<OperationContext, 'emit'>,
  notice: SigningNotice,
  { definition }: PublishedService,
  row: Pick<SignatureRow, 'id' | 'draftId' | 'role'>,
  to: readonly Id[],
): void {
  const applicant = notice === 'signatureGiven' || notice === 'signaturesComplete' || notice === 'signatureDeclined';
  const path = applicant ? `/account/applications/drafts/${row.draftId}` : `/account/signatures/${row.id}`;
  const role = definition.signing?.signers.find(({ key }) => key === row.role)?.title ?? {};
  context.emit({
    type: 'services.notice-requested',
    key: row.draftId,
    payload: {
      notice,
      to: to.map((partyId) => ({ role: applicant ? 'applicant' : 'signer', partyId })),
      values: { service: definition.card.name, role, link: { path } },
      words: NOTICES[notice],
    },
  });
}

export const sealReason = async (
  { identity }: Pick<ServiceParts, 'identity'>,
  tx: Tx,
  partyId: Id,
  reason: string,
): Promise<Uint8Array | null> => (await identity.sealFor(tx, partyId, REASON, reason)) ?? null;

/** Signatures as the applicant and the office see them. */
export async function signatureViews(
  { identity }: Pick<ServiceParts, 'identity'>,
  tx: Tx,
  { definition }: PublishedService,
  asked: readonly SignatureRow[],
): Promise<SignatureView[]> {
  const names = await identity.displayNames(tx, [...new Set(asked.map(({ signerId }) => signerId))]);
  const views: SignatureView[] = [];
  for (const { id, role, masked, signerId, state, askedAt, decidedAt, reason, content, partyId } of asked) {
    const decided = state === 'signed' || state === 'declined';
    const name: Text | undefined = decided ? names.get(signerId) : undefined;
    views.push({
      id,
      role: definition.signing?.signers.find(({ key }) => key === role)?.title ?? {},
      masked,
      name: name === undefined || say(name, 'ar') === '' ? null : (name as Record<string, string>),
      state,
      askedAt,
      decidedAt,
      reason: reason === null ? null : ((await identity.openFor(tx, partyId, REASON, reason)) ?? null),
      content: content.toString('hex'),
    });
  }
  return views;
}

/** Whoever signs for another party still has a mandate to. @throws Problem services.mandate-over */
export async function demandMandate(
  { identity }: Pick<ServiceParts, 'identity'>,
  tx: Tx,
  { actor }: { readonly actor: Actor },
): Promise<void> {
  if (!(await identity.mayStillAct(tx, actor))) throw serviceProblems['mandate-over']();
}

/** The version of the service that a signature is for. @throws Problem services.not-found */
export async function signedService(
  tx: Tx,
  { serviceId, serviceVersion }: Pick<SignatureRow, 'serviceId' | 'serviceVersion'>,
): Promise<PublishedService> {
  const found = await findVersion(tx, serviceId, serviceVersion);
  if (found === undefined) throw serviceProblems['not-found']();
  return found;
}
