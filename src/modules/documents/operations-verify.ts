import { z } from 'zod';
import { parseCaseNumber } from '#kernel/case-number.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { anyone } from '#platform/policy.ts';
import { documentProblems } from './model.ts';
import { DocumentClaims } from './model-issued.ts';
import { insideOf, TOKEN_TYPE, todayOf } from './operations-issued.ts';
import { type IssueUse, signingKey } from './operations-sealing.ts';
import { DocumentCheck } from './operations-views.ts';
import { LIST_SIZE, publicHolder, publicLines, readCode, STATUS_NUMBERS, standingOf } from './rules-issued.ts';
import { findIssued, findNotValid, findNumbered, findSteps, lastPlace, type StoredDocument } from './store-issued.ts';
import { findPublicKeys } from './store-keys.ts';
import { hashOfCode, type PublicKey, packStatuses, readToken, sameHash, signToken } from './tokens.ts';

/** A list is signed anew whenever it is asked for, and may be relied upon for this long. */
const LIST_FRESH_SECONDS = 300;
const LIST_TERM_SECONDS = 86_400;

export const FILE_TYPE = 'amd-file+jwt';
export const LIST_TYPE = 'statuslist+jwt';

const keysOf = async (tx: Tx): Promise<PublicKey[]> =>
  (await findPublicKeys<PublicKey>(tx)).map(({ publicKey }) => publicKey);

/** What whoever holds a document may know of how it stands today. */
async function checkOf(
  use: IssueUse,
  tx: Tx,
  context: OperationContext,
  stored: StoredDocument,
  versions: readonly StoredDocument[],
): Promise<DocumentCheck> {
  const { tenant, now } = context;
  const [inside, steps] = [await insideOf(use, tx, tenant, stored), await findSteps(tx, [stored.id])];
  const standing = standingOf(stored, todayOf(context));
  const last = steps.findLast(({ step }) => step === standing);
  // A renewal that begins later leaves this one valid until then, and is told of already.
  const replacing = stored.state === 'superseded' ? steps.findLast(({ step }) => step === 'superseded')?.reason : null;
  const newest = versions[0]!.version;
  const newer = !replacing
    ? null
    : { number: replacing, version: replacing === stored.number ? newest : 1, from: stored.supersededOn };
  const previous = stored.replaces === null ? undefined : await findIssued(tx, stored.replaces);
  const file =
    stored.file === null
      ? null
      : {
          sha256: stored.file.sha256,
          statement: signToken(await signingKey(use, tx, context), FILE_TYPE, {
            jti: stored.number,
            ver: stored.version,
            sha256: stored.file.sha256,
            iat: Math.floor(now.epochMilliseconds / 1_000),
          }),
        };
  return {
    standing,
    number: stored.number,
    version: stored.version,
    kind: stored.kind,
    title: stored.title,
    service: stored.service.code,
    holder: inside === undefined ? null : publicHolder(inside.content.holder),
    office: inside?.content.office ?? null,
    place: inside?.content.place ?? null,
    lines: inside === undefined ? [] : publicLines(inside.content),
    conditions: inside?.content.conditions ?? [],
    issuedAt: stored.issuedAt,
    validFrom: stored.validFrom,
    validUntil: stored.validUntil,
    since: standing === 'superseded' ? stored.supersededOn : (last?.at ?? null),
    ground: last?.ground ?? null,
    newer,
    previous: previous === undefined ? null : { number: previous.number, version: previous.version },
    checkedAt: now.toString(),
    file,
    sample: use.sample,
  };
}

export const verifyOperations = (use: IssueUse): readonly Operation[] => [
  operation({
    name: 'documents.verify',
    summary: { ar: 'التحقق من وثيقة صادرة', en: 'Verify an issued document' },
    kind: 'query',
    who: [anyone()],
    route: { method: 'POST', path: '/document-verifications' },
    rate: 'read',
    // Numbers follow each other: without a limit whoever has the patience would try codes.
    guess: 'documents.unknown-document',
    input: z.strictObject({
      /** The text of the QR code, or the token in it. */
      document: z.string().max(6_000).nullish(),
      number: z.string().max(60).nullish(),
      code: z.string().max(40).nullish(),
    }),
    output: DocumentCheck,
    async run(tx, { document, number, code }, context) {
      if (document) {
        const token = document.trim().split('/').at(-1)!;
        const claims = DocumentClaims.safeParse(readToken(token, TOKEN_TYPE, await keysOf(tx)));
        const versions = claims.success ? await findNumbered(tx, claims.data.jti) : [];
        const stored = versions.find(({ version }) => version === claims.data?.ver);
        if (stored === undefined) throw documentProblems['unknown-document']();
        return checkOf(use, tx, context, stored, versions);
      }
      const wanted = parseCaseNumber(number ?? '');
      const versions = wanted === undefined ? [] : await findNumbered(tx, wanted);
      const hash = hashOfCode(use.linkKey, context.tenant.id, wanted ?? '', readCode(code ?? ''));
      const stored = versions.find(({ codeHash }) => sameHash(codeHash, hash));
      if (stored === undefined) throw documentProblems['unknown-document']();
      return checkOf(use, tx, context, stored, versions);
    },
  }),
  operation({
    name: 'documents.list-keys',
    summary: { ar: 'المفاتيح العامة لتوقيع الوثائق', en: 'Public keys that documents are signed with' },
    kind: 'query',
    who: [anyone()],
    route: { method: 'GET', path: '/document-keys' },
    rate: 'read',
    input: z.strictObject({}),
    output: z.object({ keys: z.array(z.record(z.string(), z.string())) }),
    run: async (tx) => ({ keys: (await keysOf(tx)).map((key) => ({ ...key })) }),
  }),
  operation({
    name: 'documents.get-status-list',
    summary: { ar: 'قائمة حالات الوثائق موقعة', en: 'The signed list of documents’ statuses' },
    kind: 'query',
    who: [anyone()],
    route: { method: 'GET', path: '/document-status-lists/{list}' },
    rate: 'read',
    input: z.strictObject({ list: z.coerce.number().int().min(0).max(30_000) }),
    output: z.object({ token: z.string(), seconds: z.int() }),
    async run(tx, { list }, context) {
      const { tenant, now } = context;
      const [from, below] = [list * LIST_SIZE, (list + 1) * LIST_SIZE];
      const last = await lastPlace(tx);
      if (last < Math.max(1, from)) throw documentProblems['unknown-document']();
      const today = todayOf(context);
      const statuses = new Map(
        (await findNotValid(tx, from, below)).map(({ place, state, supersededOn }) => [
          place - from,
          // A renewal that begins later leaves the earlier one valid until then.
          supersededOn !== null && supersededOn > today ? 0 : STATUS_NUMBERS[state],
        ]),
      );
      const seconds = Math.floor(now.epochMilliseconds / 1_000);
      // Lengths in steps: how many documents there are is nobody's business.
      const size = Math.min(LIST_SIZE, Math.ceil((last - from + 1) / 1_024) * 1_024);
      const claims = {
        sub: `${use.baseUrlOf(tenant)}/documents/status/${list}`,
        iat: seconds,
        exp: seconds + LIST_TERM_SECONDS,
        ttl: LIST_FRESH_SECONDS,
        status_list: { bits: 2, lst: await packStatuses(size, statuses) },
      };
      return { token: signToken(await signingKey(use, tx, context), LIST_TYPE, claims), seconds: LIST_FRESH_SECONDS };
    },
  }),
];
