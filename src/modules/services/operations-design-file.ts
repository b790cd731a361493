import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { SigningKey } from '#modules/documents/api.ts';
import { digestOf } from '#platform/canonical.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { DesignFinding, ServiceCode, ServiceId } from './model.ts';
import {
  activitiesOf,
  type DesignParts,
  demandShape,
  designers,
  designReaders,
  findingsOfDesign,
} from './operations-design-shared.ts';
import { serviceProblems } from './problems.ts';
import { designOf } from './rules.ts';
import { findVersion } from './store.ts';
import { insertDesign, insertRevision } from './store-designs.ts';
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

/** A version of a service as one installation hands it to another. */
export const ServiceFile = z.strictObject({
  format: z.literal(FORMAT),
  document: z.json(),
  /** A JWS (ES256) over the digest of the document. */
  signature: z.string().max(4_000),
  key: Key,
});
export type ServiceFile = z.infer<typeof ServiceFile>;

const Statement = z.object({ digest: z.string(), from: z.string(), service: z.string(), version: z.int() });

/** The thumbprint of a key (RFC 7638), by which whoever takes a file over knows who signed it. */
const printOf = ({ x, y }: SigningKey): string =>
  createHash('sha256').update(`{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`).digest('base64url');

export function designFileOperations(parts: DesignParts): Operation[] {
  return [
    operation({
      name: 'services.export-version',
      summary: { ar: 'تصدير نسخة من خدمة بتوقيع الجهة', en: 'Export a version of a service, signed' },
      // The key is made when it is first needed, and the ledger tells who took a version out.
      kind: 'command',
      who: [designReaders()],
      route: { method: 'POST', path: '/applicable-services/{id}/export' },
      rate: 'write',
      input: z.strictObject({ id: ServiceId, version: z.coerce.number().pipe(z.int32().positive()) }),
      output: z.object({ file: ServiceFile, fingerprint: z.string() }),
      async run(tx, { id, version }, context) {
        const found = await findVersion(tx, id, version);
        if (found === undefined) throw serviceProblems['not-found']();
        const document = demandShape(designOf(found, await activitiesOf(parts, tx, context, found)));
        const digest = digestOf(document).toString('base64url');
        const claims = { digest, from: context.tenant.key, service: id, version };
        const { token, key: signer } = await parts.documents.signStatement(tx, context, STATEMENT, claims);
        const file: ServiceFile = { format: FORMAT, document: document as never, signature: token, key: { ...signer } };
        return { file, fingerprint: printOf(signer) };
      },
    }),
    operation({
      name: 'services.import-design',
      summary: { ar: 'استيراد خدمة من جهة أخرى', en: 'Take over a service from another installation' },
      kind: 'command',
      who: [designers()],
      route: { method: 'POST', path: '/service-designs/{code}/import' },
      rate: 'write',
      bodyLimit: 1 << 20,
      input: z.strictObject({
        code: ServiceCode,
        file: ServiceFile,
        /** Of the signer's key, as the other installation told it by another way than the file. */
        fingerprint: z.string().trim().max(100),
      }),
      output: z.object({ code: z.string(), revision: z.int(), from: z.string(), findings: z.array(DesignFinding) }),
      async run(tx, { code, file, fingerprint }, context) {
        if (printOf(file.key) !== fingerprint) throw serviceProblems['signer-unknown']();
        const said = Statement.safeParse(parts.documents.readStatement(file.signature, STATEMENT, file.key));
        if (!said.success || said.data.digest !== digestOf(file.document).toString('base64url')) {
          throw serviceProblems['signature-wrong']();
        }
        const document = demandShape(file.document);
        if (document.service.card.code !== code) throw serviceProblems['design-broken']();
        const published = (await listOffered(tx)).find((one) => one.code === code);
        const [id, by, at] = [context.newId(), context.actor.partyId!, context.now.toString()];
        const row = { id, code, serviceId: document.service.id, baseVersion: published?.version ?? null, by, at };
        if (!(await insertDesign(tx, row))) throw serviceProblems['design-exists']();
        const { from, version } = said.data;
        const edits = [{ do: 'import', key: `${from} ${version}` }];
        await insertRevision(tx, { designId: id, revision: 1, document, edits, by, at });
        return { code, revision: 1, from, findings: await findingsOfDesign(parts, tx, context, document) };
      },
    }),
  ];
}
