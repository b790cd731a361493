import type { FileStore } from '#platform/files.ts';
import type { HttpHandler } from '#platform/http.ts';
import type { Module } from '#platform/module.ts';
import type { DocumentsApi } from './api.ts';
import { filesHandler } from './http.ts';
import { collectJob } from './jobs.ts';
import { hashOfClaim, signLinks } from './links.ts';
import { documentProblems } from './model.ts';
import { documentOperations } from './operations.ts';
import { mustAttach } from './rules.ts';
import { attachFiles, findAttached, findDescriptions, findEvidence, lockFiles, updateAudience } from './store.ts';

export interface DocumentsParts {
  readonly files: FileStore;
  /** At least 32 secret bytes, the same in every process and after every start. */
  readonly linkKey: Uint8Array;
}

/** @returns `http` is the handler for the first path segment `files` */
export function createDocuments({ files, linkKey }: DocumentsParts): {
  module: Module;
  api: DocumentsApi;
  http: HttpHandler;
} {
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
    async setAudience(tx, ids, audience) {
      await updateAudience(tx, ids, audience);
    },
    describe: findDescriptions,
    attachedTo: findAttached,
    evidenceOf: async (tx, ids) => new Map((await findEvidence(tx, ids)).map(({ id, evidence }) => [id, evidence])),
    linksTo: (tenantId, id, now) => signLinks(linkKey, tenantId, id, now),
  };
  return {
    module: { name: 'documents', operations: documentOperations(files, linkKey), jobs: [collectJob(files)] },
    api,
    http: filesHandler(files),
  };
}
