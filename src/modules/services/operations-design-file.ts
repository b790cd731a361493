import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { SigningKey } from '#modules/documents/api.ts';
import { digestOf } from '#platform/canonical.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { system } from '#platform/policy.ts';
import { type DesignDocument, DesignFinding, ServiceCode, ServiceId, Words } from './model.ts';
import {
  activitiesOf,
  type DesignParts,
  demandShape,
  designers,
  designReaders,
  findingsOfDesign,
  getDesign,
  holdDesign,
  Seen,
} from './operations-design-shared.ts';
import { serviceProblems } from './problems.ts';
import { designOf } from './rules.ts';
import { changedParts } from './rules-catalogue-changes.ts';
import { findVersion } from './store.ts';
import { advanceDesign, findDesign, insertDesign, insertRevision } from './store-designs.ts';
import { findSigner, trustSigner } from './store-signers.ts';
import { listOffered } from './store-versions.ts';

const FORMAT = 'amanah-service/1' as const;
const STATEMENT = 'service-version';
const Key = z.strictObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string().max(60),
  y: z.string().max(60),
  kid: z.string().max(60),
  use: z.literal('sig'),
  alg: z.literal('ES256'),
});

/** A version of a service, or a design of one, as one installation hands it to another. */
export const ServiceFile = z.strictObject({
  format: z.literal(FORMAT),
  document: z.json(),
  /** A JWS (ES256) over the digest of the document. */
  signature: z.string().max(4_000),
  key: Key,
});
export type ServiceFile = z.infer<typeof ServiceFile>;
const Exported = z.object({ file: ServiceFile, fingerprint: z.string() });

/** `version` 0: a design that was not published. */
const Statement = z.object({ digest: z.string(), from: z.string(), service: z.string(), version: z.int() });

/** A file as it is handed in: the document, or its text. */
const Handed = z.union([z.string().max(1 << 20), z.json()]);

export const ServiceFileView = z.object({
  code: z.string(),
  name: Words,
  service: z.string(),
  /** 0: a design that was not published there. */
  version: z.int(),
  /** Who signed: what the installation calls itself, and the fingerprint of its key. */
  from: z.string(),
  fingerprint: z.string(),
  /** Since when the key is known here; null: nobody has confirmed it yet. */
  known: z.object({ since: z.string(), by: Words.nullable() }).nullable(),
  /** What the file is compared with: the design of the service here, what is offered, or nothing. */
  against: z.object({ kind: z.enum(['design', 'version']), number: z.int() }).nullable(),
  changes: z.array(z.object({ path: z.string(), before: z.json(), after: z.json() })),
  /** What would keep it from being published here. */
  findings: z.array(DesignFinding),
});
export type ServiceFileView = z.infer<typeof ServiceFileView>;

/** The thumbprint of a key (RFC 7638), by which whoever takes a file over knows who signed it. */
const printOf = ({ x, y }: SigningKey): string =>
  createHash('sha256').update(`{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`).digest('base64url');

/** A file that is whole and signed by the key it carries. @throws Problem services.file-unreadable, signature-wrong */
function readFile({ documents }: Pick<DesignParts, 'documents'>, handed: unknown) {
  let value = handed;
  if (typeof handed === 'string') {
    try {
      value = JSON.parse(handed);
    } catch {
      throw serviceProblems['file-unreadable']();
    }
  }
  const parsed = ServiceFile.safeParse(value);
  if (!parsed.success) throw serviceProblems['file-unreadable']();
  const file = parsed.data;
  const said = Statement.safeParse(documents.readStatement(file.signature, STATEMENT, file.key));
  if (!said.success || said.data.digest !== digestOf(file.document).toString('base64url')) {
    throw serviceProblems['signature-wrong']();
  }
  return { document: demandShape(file.document), said: said.data, fingerprint: printOf(file.key) };
}

export function designFileOperations(parts: DesignParts): Operation[] {
  const { identity } = parts;

  async function signed(tx: Tx, context: OperationContext, document: DesignDocument, version: number) {
    const digest = digestOf(document).toString('base64url');
    const claims = { digest, from: context.tenant.key, service: document.service.id, version };
    const { token, key } = await parts.documents.signStatement(tx, context, STATEMENT, claims);
    const file: ServiceFile = { format: FORMAT, document: document as never, signature: token, key: { ...key } };
    return { file, fingerprint: printOf(key) };
  }

  /** What a service is here: the design somebody works on, or else what is offered. */
  async function hereOf(tx: Tx, code: string) {
    const design = await findDesign(tx, code);
    if (design !== undefined) return { kind: 'design' as const, number: design.revision, document: design.document };
    const offered = (await listOffered(tx)).find((one) => one.code === code);
    const version = offered && (await findVersion(tx, offered.id, offered.version));
    if (version === undefined) return null;
    return { kind: 'version' as const, number: version.version, document: designOf(version, []) };
  }

  return [
    operation({
      name: 'services.export-version',
      summary: { ar: 'تصدير نسخة من خدمة بتوقيع الجهة', en: 'Export a version of a service, signed' },
      // The key is made when it is first needed, and the ledger tells who took a version out.
      kind: 'command',
      who: [designReaders(), system()],
      route: { method: 'POST', path: '/applicable-services/{id}/export' },
      rate: 'write',
      input: z.strictObject({ id: ServiceId, version: z.coerce.number().pipe(z.int32().positive()) }),
      output: Exported,
      async run(tx, { id, version }, context) {
        const found = await findVersion(tx, id, version);
        if (found === undefined) throw serviceProblems['not-found']();
        const document = demandShape(designOf(found, await activitiesOf(parts, tx, context, found)));
        return signed(tx, context, document, version);
      },
    }),
    operation({
      name: 'services.export-design',
      summary: { ar: 'تصدير تصميم خدمة بتوقيع الجهة', en: 'Export the design of a service, signed' },
      kind: 'command',
      who: [designReaders(), system()],
      route: { method: 'POST', path: '/service-designs/{code}/export' },
      rate: 'write',
      input: z.strictObject({ code: ServiceCode }),
      output: Exported,
      run: async (tx, { code }, context) => signed(tx, context, (await getDesign(tx, code)).document, 0),
    }),
    operation({
      name: 'services.read-service-file',
      summary: { ar: 'من وقّع ملف خدمة وما يختلف فيه', en: 'Who signed the file of a service, and what differs in it' },
      kind: 'query',
      who: [designReaders(), system()],
      route: { method: 'POST', path: '/service-files/reading' },
      rate: 'read',
      bodyLimit: 1 << 21,
      input: z.strictObject({ file: Handed }),
      output: ServiceFileView,
      async run(tx, { file }, context) {
        const { document, said, fingerprint } = readFile(parts, file);
        const { code, name } = document.service.card;
        const here = await hereOf(tx, code);
        const signer = await findSigner(tx, fingerprint);
        const by =
          signer?.trustedBy == null ? undefined : (await identity.displayNames(tx, [signer.trustedBy])).values();
        const before = here === null ? null : { ...here.document, activities: [] };
        return {
          code,
          name,
          service: said.service,
          version: said.version,
          from: said.from,
          fingerprint,
          known:
            signer === undefined
              ? null
              : { since: signer.trustedAt, by: (by?.next().value as Record<string, string> | undefined) ?? null },
          against: here === null ? null : { kind: here.kind, number: here.number },
          changes: (before === null ? [] : changedParts(before, { ...document, activities: [] })) as never,
          findings: await findingsOfDesign(parts, tx, context, document),
        };
      },
    }),
    operation({
      name: 'services.import-design',
      summary: { ar: 'استيراد خدمة من جهة أخرى', en: 'Take over a service from another installation' },
      kind: 'command',
      who: [designers(), system()],
      route: { method: 'POST', path: '/service-designs/{code}/import' },
      rate: 'write',
      bodyLimit: 1 << 21,
      input: z.strictObject({
        code: ServiceCode,
        file: Handed,
        /** Of the signer's key, as the other installation told it by another way than the file; not for a known key. */
        fingerprint: z.string().trim().max(100).default(''),
        /** The revision of the design that the file takes the place of, where there is one; it can be taken back. */
        revision: Seen.optional(),
      }),
      output: z.object({ code: z.string(), revision: z.int(), from: z.string(), findings: z.array(DesignFinding) }),
      async run(tx, { code, file, fingerprint, revision: seen }, context) {
        const { document, said, fingerprint: print } = readFile(parts, file);
        if (fingerprint !== print && (fingerprint !== '' || (await findSigner(tx, print)) === undefined)) {
          throw serviceProblems['signer-unknown']();
        }
        if (document.service.card.code !== code) throw serviceProblems['file-of-another']();
        const { from, version } = said;
        const [by, at] = [context.actor.partyId, context.now.toString()];
        await trustSigner(tx, { fingerprint: print, name: from, at, by });
        const edits = [{ do: 'import', key: `${from} ${version}` }];
        const findings = await findingsOfDesign(parts, tx, context, document);
        if (seen !== undefined) {
          const row = await holdDesign(tx, code, seen);
          await advanceDesign(tx, row.id, row.revision, document.service.id);
          await insertRevision(tx, { designId: row.id, revision: seen + 1, document, edits, by, at });
          return { code, revision: seen + 1, from, findings };
        }
        const published = (await listOffered(tx)).find((one) => one.code === code);
        const id = context.newId();
        const row = { id, code, serviceId: document.service.id, baseVersion: published?.version ?? null, by, at };
        if (!(await insertDesign(tx, row))) throw serviceProblems['design-exists']();
        await insertRevision(tx, { designId: id, revision: 1, document, edits, by, at });
        return { code, revision: 1, from, findings };
      },
    }),
  ];
}
