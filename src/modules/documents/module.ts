import type { IdentityApi, KeptData } from '#modules/identity/api.ts';
import type { Tx } from '#platform/db.ts';
import type { FileStore } from '#platform/files.ts';
import type { HttpHandler } from '#platform/http.ts';
import type { Module } from '#platform/module.ts';
import type { Scanner } from '#platform/scanner.ts';
import type { DocumentsApi } from './api.ts';
import { filesHandler } from './http.ts';
import { collectJob, rescanJob } from './jobs.ts';
import { hashOfClaim, signLinks, signOriginal } from './links.ts';
import { documentProblems } from './model.ts';
import { documentOperations } from './operations.ts';
import { keptByDocuments } from './operations-kept.ts';
import { applyBlur, type DocumentUse, prepareBlur, previewBlur } from './operations-originals.ts';
import { mustAttach } from './rules.ts';
import {
  attachFiles,
  deleteOf,
  findAttached,
  findDescriptions,
  findEvidence,
  lockFiles,
  releaseFiles,
  updateAudience,
} from './store.ts';
import { findBlocked, findBlurrings, findOrigin, findReadings, insertReading } from './store-originals.ts';

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
}

/** @returns `http` is the handler for the first path segment `files` */
export function createDocuments(parts: DocumentsParts): {
  module: Module;
  api: DocumentsApi;
  kept: readonly KeptData[];
  http: HttpHandler;
} {
  const { files, linkKey } = parts;
  const use: DocumentUse = { unscanned: () => {}, ...parts };
  const api: DocumentsApi = {
    async attach(tx, ids, subject, audience, { actor, now, claimSecrets = [] }) {
      if (ids.length === 0) return;
      const wanted = [...new Set(ids)];
      const found = await lockFiles(tx, wanted);
      if (found.length < wanted.length) throw documentProblems['unknown-file']();
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
    readingsOf: findReadings,
    blocked: findBlocked,
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
    module: { name: 'documents', operations: documentOperations(use), jobs: [collectJob(files), rescanJob(use)] },
    api,
    kept: keptByDocuments,
    http: filesHandler(files, parts.originalsKey),
  };
}
