import { createHash } from 'node:crypto';
import { makeCaseNumber } from '#kernel/case-number.ts';
import type { Id } from '#kernel/id.ts';
import { say } from '#kernel/text.ts';
import type { Tx } from '#platform/db.ts';
import type { OperationContext } from '#platform/operations.ts';
import type { Tenant } from '#platform/tenants.ts';
import { documentProblems } from './model.ts';
import {
  type DocumentClaims,
  DocumentContent,
  type DocumentSheet,
  type DocumentStep,
  type IssueDocument,
  IssuedDocument,
} from './model-issued.ts';
import { type IssueUse, openSealed, sealFor, signingKey } from './operations-sealing.ts';
import { qrOf } from './qr.ts';
import { listOf, publicHolder, stateAfter } from './rules-issued.ts';
import {
  findNumbered,
  insertIssued,
  insertStep,
  lockOfCase,
  nextPlace,
  type StoredDocument,
  updateState,
} from './store-issued.ts';
import { digestOfHolder, hashOfCode, newCode, signToken } from './tokens.ts';

type Given = Pick<OperationContext, 'tenant' | 'now'>;
type Doing = Pick<OperationContext, 'actor' | 'tenant' | 'now' | 'newId'>;

/** What is sealed of a document. */
interface Inside {
  readonly id: Id;
  readonly content: DocumentContent;
  readonly code: string;
  readonly token: string;
}

export const TOKEN_TYPE = 'amd+jwt';

/** Today on the tenant's clocks, `YYYY-MM-DD`. */
export const todayOf = ({ tenant, now }: Given): string =>
  now.toZonedDateTimeISO(tenant.timeZone).toPlainDate().toString();

/** What stands on a document; undefined once its holder was forgotten. */
export async function insideOf(
  use: Pick<IssueUse, 'identity' | 'originalsKey'>,
  tx: Tx,
  tenant: Pick<Tenant, 'id'>,
  stored: StoredDocument,
): Promise<Inside | undefined> {
  const text = await openSealed(use, tx, tenant, stored, stored.sealed);
  if (text === undefined) return undefined;
  const inside = JSON.parse(text) as Inside;
  if (inside.id !== stored.id) throw new Error(`document ${stored.id} holds what was sealed for ${inside.id}`);
  return { ...inside, content: DocumentContent.parse(inside.content) };
}

/** The address in the QR code: a phone opens the page of verification, and the token stands in it whole. */
export const scanAddress = (base: string, token: string): string => `${base}/v/${token}`;

/** What the paper of a document is drawn from. */
export function sheetOf(
  use: Pick<IssueUse, 'baseUrlOf' | 'sample'>,
  tenant: Tenant,
  stored: StoredDocument,
  { content, code, token }: Inside,
): DocumentSheet {
  const base = use.baseUrlOf(tenant);
  const { name, languages, timeZone, calendars, settings } = tenant;
  const emblem = typeof settings.emblem === 'string' ? settings.emblem : null;
  const { number, version, issuedAt, validFrom, validUntil } = stored;
  return {
    content,
    number,
    version,
    code,
    issuedAt,
    validFrom,
    validUntil,
    tenant: { name, languages, timeZone, calendars, emblem },
    verifyAt: `${base.replace(/^https?:\/\//, '')}/${languages[0]}/verify`,
    qr: qrOf(scanAddress(base, token)),
    sample: use.sample,
  };
}

const startOf = (date: string, timeZone: string): number =>
  Math.floor(Temporal.PlainDate.from(date).toZonedDateTime(timeZone).epochMilliseconds / 1_000);

async function write(
  use: IssueUse,
  tx: Tx,
  context: Doing,
  request: IssueDocument,
  { number, version, place, replaces }: { number: string; version: number; place: number; replaces: Id | null },
): Promise<IssuedDocument> {
  const { tenant, now, newId } = context;
  const id = newId();
  const code = newCode();
  const { content, valid, identifier, holder } = request;
  const { list, index } = listOf(place);
  const claims: DocumentClaims = {
    jti: number,
    ver: version,
    svc: request.service.code,
    hld: publicHolder(content.holder),
    ...(identifier === null ? {} : { hid: digestOfHolder(number, code, identifier) }),
    ...(content.office === null ? {} : { loc: say(content.office, tenant.languages[0] ?? 'ar') }),
    iat: Math.floor(now.epochMilliseconds / 1_000),
    nbf: startOf(valid.from, tenant.timeZone),
    ...(valid.until === null
      ? {}
      : { exp: startOf(Temporal.PlainDate.from(valid.until).add({ days: 1 }).toString(), tenant.timeZone) }),
    status: { status_list: { idx: index, uri: `${use.baseUrlOf(tenant)}/documents/status/${list}` } },
  };
  const token = signToken(await signingKey(use, tx, context), TOKEN_TYPE, claims);
  const inside: Inside = { id, content, code, token };
  const { sealed, sealedFor } = await sealFor(use, tx, tenant, { id, holder }, JSON.stringify(inside));
  const document = {
    id,
    number,
    version,
    place,
    caseId: request.caseId,
    key: request.key,
    kind: request.kind,
    title: content.title,
    service: request.service,
    holder,
    issuedAt: now.toString(),
    validFrom: valid.from,
    validUntil: valid.until,
    replaces,
    municipality: request.municipality,
    codeHash: hashOfCode(use.linkKey, tenant.id, number, code),
    sealed: Buffer.from(sealed),
    sealedFor,
  };
  await insertIssued(tx, document);
  return IssuedDocument.parse({ ...document, state: 'valid', supersededOn: null, printed: false });
}

const noteStep = (
  tx: Tx,
  { actor, now, newId }: Doing,
  id: Id,
  step: DocumentStep,
  why: { readonly ground?: string | null; readonly reason?: string | null } = {},
): Promise<void> =>
  insertStep(tx, newId(), id, {
    step,
    ground: why.ground ?? null,
    reason: why.reason ?? null,
    by: actor.partyId,
    at: now.toString(),
  });

/** Issues a document in the transaction of the decision; its file is made afterwards. */
export async function issue(use: IssueUse, tx: Tx, context: Doing, request: IssueDocument): Promise<IssuedDocument> {
  const place = await nextPlace(tx);
  const year = Number(todayOf(context).slice(0, 4));
  const number = makeCaseNumber({ prefix: request.prefix, year, group: request.group, sequence: place });
  const earlier = request.replaces === undefined ? undefined : (await findNumbered(tx, request.replaces))[0];
  // A number that was typed names a document of somebody else, too: only one's own is renewed.
  const renewed = earlier?.holder === request.holder && stateAfter(earlier.state, 'superseded') ? earlier : undefined;
  const issued = await write(use, tx, context, request, { number, version: 1, place, replaces: renewed?.id ?? null });
  await noteStep(tx, context, issued.id, 'issued');
  if (renewed !== undefined) {
    await updateState(tx, renewed.id, 'superseded', issued.validFrom);
    await noteStep(tx, context, renewed.id, 'superseded', { reason: issued.number });
  }
  return issued;
}

/**
 * Issues the next version of a case's document under its number, in place of the one before: corrected, or extended
 * where its content says so.
 * @throws Problem documents.not-issued, documents.not-in-force
 */
export async function reissue(
  use: IssueUse,
  tx: Tx,
  context: Doing,
  request: IssueDocument,
  reason: string,
): Promise<IssuedDocument> {
  const before = await lockOfCase(tx, request.caseId, request.key);
  if (before === undefined) throw documentProblems['not-issued']();
  if (before.state !== 'valid') throw documentProblems['not-in-force']();
  const place = await nextPlace(tx);
  const { number } = before;
  const version = before.version + 1;
  const issued = await write(use, tx, context, request, { number, version, place, replaces: before.id });
  await noteStep(tx, context, issued.id, request.content.edition ?? 'reissued', { reason });
  const today = todayOf(context);
  await updateState(tx, before.id, 'superseded', today);
  await noteStep(tx, context, before.id, 'superseded', { reason: number });
  return issued;
}

/**
 * Suspends a case's document, lets it hold again, or revokes it.
 * @throws Problem documents.not-issued, documents.not-in-force
 */
export async function changeState(
  tx: Tx,
  context: Doing,
  { caseId, key }: { readonly caseId: Id; readonly key: string },
  step: 'suspended' | 'lifted' | 'revoked',
  why: { readonly ground: string | null; readonly reason: string | null },
): Promise<IssuedDocument> {
  const before = await lockOfCase(tx, caseId, key);
  if (before === undefined) throw documentProblems['not-issued']();
  const state = stateAfter(before.state, step);
  if (state === undefined) throw documentProblems['not-in-force']();
  await updateState(tx, before.id, state, null);
  await noteStep(tx, context, before.id, step, why);
  return IssuedDocument.parse({ ...before, state });
}

export const digestOfFile = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
