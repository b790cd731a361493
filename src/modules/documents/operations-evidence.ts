import { z } from 'zod';
import type { Tx } from '#platform/db.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { signedIn } from '#platform/policy.ts';
import { signLinks } from './links.ts';
import { documentProblems, FILE_KINDS, MAX_UPLOAD_BYTES, SCANS, UPLOAD_BODY_LIMIT, Upload } from './model.ts';
import {
  type DocumentUse,
  type KeptOriginal,
  keepOriginal,
  originalKey,
  putCopies,
  scanUpload,
  wrapOriginal,
} from './operations-originals.ts';
import { seal } from './originals.ts';
import { preparePdf } from './pdf.ts';
import { preparePhoto } from './photo.ts';
import { formatOf } from './rules.ts';
import { isPdf, mayBePdf } from './rules-pdf.ts';
import { insertDocumentFile, insertFile, type NewFile } from './store.ts';
import { findOrigin } from './store-originals.ts';

/** What a ticket to an original is bound to. */
export const ticketContext = (tenantId: number, id: string): string => `ticket/${tenantId}/${id}`;

interface KeptEvidence {
  readonly kept: KeptOriginal;
  readonly scan: NewFile['scan'];
  readonly original: NewFile['original'];
  /** Of a picture. */
  readonly photo: Omit<NewFile, 'id' | 'uploadedBy' | 'claimHash' | 'sealed' | 'scan' | 'original'> | null;
  /** Of a document. */
  readonly pages: number | null;
}

/** Evidence that is no picture, as it came: only ever an attachment. @throws documents.no-original */
export async function openDocument(use: DocumentUse, tx: Tx, tenantId: number, id: string) {
  const origin = await findOrigin(tx, id);
  const key = origin && (await originalKey(use, tx, tenantId, origin));
  if (!origin?.sealed || key === undefined) throw documentProblems['no-original']();
  return {
    sha256: origin.sealed.sha256,
    bytes: 0,
    type: 'application/pdf' as const,
    audience: 'internal' as const,
    ticket: Buffer.from(seal(use.originalsKey, key, ticketContext(tenantId, id))).toString('base64url'),
    original: origin.originalSha256,
  };
}

export const evidenceOperations = (use: DocumentUse): readonly Operation[] => [
  operation({
    name: 'documents.upload-evidence',
    summary: { ar: 'رفع مستند مؤيد: صورة أو ملف PDF', en: 'Upload evidence: a picture or a PDF' },
    kind: 'command',
    who: [signedIn()],
    route: { method: 'POST', path: '/evidence' },
    rate: 'upload',
    bodyLimit: UPLOAD_BODY_LIMIT,
    input: Upload,
    output: z.object({
      id: z.string(),
      kind: z.enum(FILE_KINDS),
      bytes: z.int(),
      pages: z.int().nullable(),
      links: z.object({ display: z.string(), thumbnail: z.string() }),
      scan: z.enum(SCANS),
    }),
    async prepare({ bytes, declaredType }, context): Promise<KeptEvidence> {
      const { tenant } = context;
      if (bytes.length === 0) throw documentProblems.empty();
      if (isPdf(bytes)) {
        // What calls itself something else is not what its sender thinks, or not what it claims.
        if (!mayBePdf(declaredType) || bytes.length > MAX_UPLOAD_BYTES) throw documentProblems['not-evidence']();
        const { pages, sha256 } = preparePdf(bytes);
        const scan = await scanUpload(use, bytes, context);
        const original = { sha256, bytes: bytes.length, format: 'pdf' };
        return { kept: await keepOriginal(use, tenant, bytes), scan, original, photo: null, pages };
      }
      if (formatOf(bytes) === undefined) throw documentProblems['not-evidence']();
      const { original, evidence, ...copies } = await preparePhoto(bytes, declaredType);
      const scan = await scanUpload(use, bytes, context);
      const [stored, kept] = await Promise.all([putCopies(use, tenant, copies), keepOriginal(use, tenant, bytes)]);
      return { kept, scan, original, photo: { ...stored, evidence }, pages: null };
    },
    async run(tx, { kept, scan, original, photo, pages }, context) {
      const { actor, tenant, now, newId, about } = context;
      const id = newId();
      const sealed = await wrapOriginal(use, tx, kept, original.sha256, context);
      const file = { id, scan, original, sealed, uploadedBy: actor.partyId, claimHash: null };
      if (photo === null) await insertDocumentFile(tx, { ...file, pages: pages! }, now);
      else await insertFile(tx, { ...file, ...photo }, now);
      about({ type: 'file', id });
      const links = signLinks(use.linkKey, tenant.id, id, now);
      const kind = photo === null ? ('document' as const) : ('photo' as const);
      return { id, kind, bytes: original.bytes, pages, links, scan };
    },
  }),
];
