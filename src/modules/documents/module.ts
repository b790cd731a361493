import type { IdentityApi, KeptData, PersonalSource } from '#modules/identity/api.ts';
import type { Tx } from '#platform/db.ts';
import type { FileStore } from '#platform/files.ts';
import type { HttpHandler } from '#platform/http.ts';
import type { Module } from '#platform/module.ts';
import type { Printer } from '#platform/printer.ts';
import type { Scanner } from '#platform/scanner.ts';
import type { Tenant } from '#platform/tenants.ts';
import type { DocumentsApi } from './api.ts';
import { paperFonts } from './fonts.ts';
import { filesHandler } from './http.ts';
import { keysHandler, papersHandler, scanHandler } from './http-issued.ts';
import { collectJob, rescanJob } from './jobs.ts';
import { printJob } from './jobs-print.ts';
import { hashOfClaim, signLinks, signOriginal, signPapers } from './links.ts';
import { documentProblems } from './model.ts';
import { documentOperations } from './operations.ts';
import { changeState, issue, reissue } from './operations-issued.ts';
import { keptByDocuments } from './operations-kept.ts';
import { keyOperations } from './operations-keys.ts';
import { myDocumentOperations, toldOfDocuments } from './operations-mine.ts';
import { applyBlur, type DocumentUse, prepareBlur, previewBlur } from './operations-originals.ts';
import { type IssueUse, signingKey } from './operations-sealing.ts';
import { verifyOperations } from './operations-verify.ts';
import { heldOf, itemOf, stepsOf } from './operations-views.ts';
import type { Sealer } from './ports.ts';
import { mustAttach } from './rules.ts';
import {
  attachFiles,
  deleteAttached,
  deleteOf,
  findAttached,
  findDescriptions,
  findEvidence,
  lockFiles,
  releaseFiles,
  updateAudience,
} from './store.ts';
import { countEnding, findEnding, findEndingSince } from './store-ending.ts';
import { findHeld, findIssued, findOfCases } from './store-issued.ts';
import { findPublicKeys } from './store-keys.ts';
import { findBlocked, findBlurrings, findOrigin, findReadings, insertReading } from './store-originals.ts';
import { type PublicKey, readToken, signToken } from './tokens.ts';

export interface DocumentsParts {
  readonly files: FileStore;
  /** At least 32 secret bytes, the same in every process and after every start. */
  readonly linkKey: Uint8Array;
  /** As `linkKey`, for another purpose: wraps keys of originals. */
  readonly originalsKey: Uint8Array;
  readonly identity: Pick<IdentityApi, 'sealFor' | 'openFor'>;
  /** Undefined: none is set up. */
  readonly scanner: Scanner | undefined;
  transaction<T>(tenantId: number, work: (tx: Tx) => Promise<T>): Promise<T>;
  readonly unscanned?: (error: unknown) => void;
  /** Seals the keys that documents are signed with. */
  readonly sealer: Sealer;
  readonly printer: Printer;
  /** Told when a file could not be made. */
  readonly unprinted?: (error: unknown) => void;
  readonly baseUrlOf: (tenant: Tenant) => string;
  /** In a demonstration documents say of themselves that they are samples. */
  readonly sample: boolean;
}

/** Among more than this nobody chooses by hand. */
const MOST_HELD = 200;

/** @returns `http` is the handler for the first path segment `files`, `handlers` are those of others */
export function createDocuments(parts: DocumentsParts): {
  module: Module;
  api: DocumentsApi;
  kept: readonly KeptData[];
  /** What is told of a person in the copy of their data. */
  told: PersonalSource;
  http: HttpHandler;
  handlers: Readonly<Record<'documents' | 'v' | '.well-known', HttpHandler>>;
} {
  const { files, linkKey } = parts;
  const use: DocumentUse = { unscanned: () => {}, ...parts };
  const issuing: IssueUse = { unprinted: () => {}, fonts: paperFonts, ...parts };
  const api: DocumentsApi = {
    async attach(tx, ids, subject, audience, { actor, now, claimSecrets = [], kinds = ['photo'] }) {
      if (ids.length === 0) return;
      const wanted = [...new Set(ids)];
      const found = await lockFiles(tx, wanted);
      if (found.length < wanted.length) throw documentProblems['unknown-file']();
      if (found.some(({ kind }) => !kinds.includes(kind))) throw documentProblems['not-a-photo']();
      const claims = claimSecrets.map(hashOfClaim);
      const pending = found.filter((file) => mustAttach(file, subject, actor, claims)).map(({ id }) => id);
      if (pending.length > 0) await attachFiles(tx, pending, subject, audience, now);
    },
    async release(tx, subject, except = []) {
      await releaseFiles(tx, subject, except);
    },
    async setAudience(tx, ids, audience) {
      await updateAudience(tx, ids, audience);
    },
    describe: findDescriptions,
    attachedTo: findAttached,
    evidenceOf: async (tx, ids) => new Map((await findEvidence(tx, ids)).map(({ id, evidence }) => [id, evidence])),
    linksTo: (tenantId, id, now) => signLinks(linkKey, tenantId, id, now),
    prepareBlur: (tenant, id, areas) => prepareBlur(use, tenant, id, areas),
    previewBlur: (tenant, id, areas) => previewBlur(use, tenant, id, areas),
    applyBlur,
    blurringsOf: findBlurrings,
    forget: deleteOf,
    forgetAttached: deleteAttached,
    endingSince: findEndingSince,
    readingsOf: findReadings,
    blocked: findBlocked,
    issue: (tx, context, request) => issue(issuing, tx, context, request),
    reissue: (tx, context, request, reason) => reissue(issuing, tx, context, request, reason),
    changeState,
    readStatement: (token, typ, key) => readToken(token, typ, [key]),
    async signStatement(tx, context, typ, claims) {
      const signer = await signingKey(issuing, tx, context);
      const key = (await findPublicKeys<PublicKey>(tx)).find(
        ({ publicKey }) => publicKey.kid === signer.kid,
      )!.publicKey;
      return { token: signToken(signer, typ, claims), key };
    },
    async issuedFor(tx, context, caseIds) {
      const found = await findOfCases(tx, caseIds);
      const steps = await stepsOf(
        tx,
        found.map(({ id }) => id),
      );
      return found.map((stored) => ({
        ...itemOf(stored, context),
        steps: steps.get(stored.id) ?? [],
        links: signPapers(linkKey, context.tenant.id, stored.id, context.now),
      }));
    },
    async findDocument(tx, context, id) {
      const stored = await findIssued(tx, id);
      return stored && (await heldOf(tx, context, [stored]))[0];
    },
    heldBy: async (tx, context, holder, services) =>
      heldOf(tx, context, await findHeld(tx, holder, services, MOST_HELD)),
    ending: findEnding,
    countEnding,
    async linkToOriginal(tx, id, purpose, { actor, tenant, now, newId }) {
      if (actor.partyId === null) throw documentProblems['unknown-file']();
      const origin = await findOrigin(tx, id);
      if (origin === undefined) throw documentProblems['unknown-file']();
      if (origin.sealed === null) throw documentProblems['no-original']();
      await insertReading(tx, newId(), id, { purpose, by: actor.partyId, at: now.toString() });
      return signOriginal(linkKey, tenant.id, id, actor.partyId, now).address;
    },
  };
  return {
    module: {
      name: 'documents',
      operations: [
        ...documentOperations(use),
        ...verifyOperations(issuing),
        ...myDocumentOperations(issuing),
        ...keyOperations(issuing),
      ],
      jobs: [collectJob(files), rescanJob(use), printJob(issuing)],
    },
    api,
    kept: keptByDocuments,
    told: toldOfDocuments(issuing),
    http: filesHandler(files, parts.originalsKey),
    handlers: { documents: papersHandler(issuing), v: scanHandler, '.well-known': keysHandler },
  };
}
