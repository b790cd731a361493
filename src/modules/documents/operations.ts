import { z } from 'zod';
import { isStaff } from '#kernel/actor.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { anyone } from '#platform/policy.ts';
import { hashOfClaim, isOriginalSigned, isSigned, newClaimSecret, signLinks } from './links.ts';
import { AUDIENCES, documentProblems, OPENED, SCANS, type Scan, UPLOAD_BODY_LIMIT, Upload } from './model.ts';
import { evidenceOperations, openDocument, ticketContext } from './operations-evidence.ts';
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
import { preparePhoto } from './photo.ts';
import { isUploader } from './rules.ts';
import { findReadable, findUploads, insertFile, type NewFile } from './store.ts';
import { findOrigin } from './store-originals.ts';

const Position = z.object({ longitude: z.number(), latitude: z.number() });
const Links = z.object({ display: z.string(), thumbnail: z.string() });

/** A photo already re-encoded and in the file store, to be entered in the transaction. */
interface KeptPhoto {
  readonly file: Omit<NewFile, 'id' | 'uploadedBy' | 'claimHash' | 'sealed'>;
  readonly kept: KeptOriginal;
}

const ORIGINAL_TYPES: Readonly<Record<string, 'image/jpeg' | 'image/png' | 'image/webp' | 'image/heic'>> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  heic: 'image/heic',
};

export const documentOperations = (use: DocumentUse): readonly Operation[] => [
  operation({
    name: 'documents.upload-photo',
    summary: { ar: 'رفع صورة', en: 'Upload a photo' },
    kind: 'command',
    who: [anyone()],
    route: { method: 'POST', path: '/photos' },
    rate: 'upload',
    bodyLimit: UPLOAD_BODY_LIMIT,
    input: Upload,
    output: z.object({
      id: z.uuid(),
      width: z.int(),
      height: z.int(),
      bytes: z.int(),
      /** What somebody without an account shows to attach the photo; null for others. */
      claim: z.string().nullable(),
      /** Where the camera says it was: for the uploader to place the pin by. */
      position: Position.nullable(),
      takenAt: z.string().nullable(),
      /** Open the photo for an hour, before it is attached. */
      links: Links,
      /** `waiting`: kept, and shown to nobody until the scanner has seen it. */
      scan: z.enum(SCANS),
    }),
    async prepare({ bytes, declaredType }, context): Promise<KeptPhoto> {
      const { tenant } = context;
      const photo = await preparePhoto(bytes, declaredType);
      const scan: Scan = await scanUpload(use, bytes, context);
      const [copies, kept] = await Promise.all([putCopies(use, tenant, photo), keepOriginal(use, tenant, bytes)]);
      return { file: { ...copies, scan, original: photo.original, evidence: photo.evidence }, kept };
    },
    async run(tx, { file, kept }, context) {
      const { actor, tenant, now, newId, about } = context;
      const id = newId();
      const claim = actor.partyId === null ? newClaimSecret() : null;
      const claimHash = claim === null ? null : hashOfClaim(claim);
      const sealed = await wrapOriginal(use, tx, kept, file.original.sha256, context);
      await insertFile(tx, { ...file, id, uploadedBy: actor.partyId, claimHash, sealed }, now);
      about({ type: 'file', id });
      const { width, height, bytes, scan, evidence } = file;
      const links = signLinks(use.linkKey, tenant.id, id, now);
      return { id, width, height, bytes, claim, position: evidence.position, takenAt: evidence.takenAt, links, scan };
    },
  }),
  operation({
    name: 'documents.list-upload-states',
    summary: { ar: 'حال صور رُفعت ولم يُرسل بلاغها', en: 'How photos stand that were uploaded and not yet sent' },
    kind: 'query',
    who: [anyone()],
    route: { method: 'POST', path: '/photo-states' },
    rate: 'read',
    input: z.strictObject({
      photos: z
        .array(z.strictObject({ id: z.uuid(), secret: z.string().max(200).optional() }))
        .min(1)
        .max(20),
    }),
    output: z.object({
      /** The caller's own; others are left out. `waiting`: the scanner could not be asked yet; `infected`: stopped. */
      items: z.array(z.object({ id: z.string(), scan: z.enum(SCANS) })),
    }),
    async run(tx, { photos }, { actor }) {
      const found = await findUploads(
        tx,
        photos.map(({ id }) => id),
      );
      const claims = photos.flatMap(({ secret }) => (secret ? [hashOfClaim(secret)] : []));
      return { items: found.filter((one) => isUploader(one, actor, claims)).map(({ id, scan }) => ({ id, scan })) };
    },
  }),
  operation({
    name: 'documents.open-file',
    summary: { ar: 'فتح صورة', en: 'Open a photo' },
    kind: 'query',
    // Who may see which photo is decided in the query; to others it does not exist.
    who: [anyone()],
    route: { method: 'GET', path: '/photos/{id}/{variant}' },
    rate: 'read',
    input: z.strictObject({
      id: z.uuid(),
      variant: z.enum(OPENED),
      until: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).nullish(),
      proof: z.string().max(64).nullish(),
    }),
    output: z.object({
      sha256: z.string(),
      bytes: z.int(),
      type: z.enum(['image/webp', 'image/jpeg', 'image/png', 'image/heic', 'application/pdf']),
      audience: z.enum(AUDIENCES),
      /** Of an original: what the server opens the sealed bytes with; nobody else can read it. */
      ticket: z.string().nullable(),
      /** Of an original: its digest before it was sealed. */
      original: z.string().nullable(),
    }),
    async run(tx, { id, variant, until, proof }, { actor, tenant, now }) {
      const link = until != null && proof != null ? { until, proof } : undefined;
      if (variant === 'original') {
        const reader = isStaff(actor) ? actor.partyId : null;
        if (reader === null || !link || !isOriginalSigned(use.linkKey, tenant.id, id, reader, link, now)) {
          throw documentProblems['unknown-file']();
        }
        const origin = await findOrigin(tx, id);
        const key = origin && (await originalKey(use, tx, tenant.id, origin));
        if (!origin?.sealed || key === undefined) throw documentProblems['no-original']();
        if (origin.scan === 'waiting') throw documentProblems['being-checked']();
        return {
          sha256: origin.sealed.sha256,
          bytes: 0,
          type: ORIGINAL_TYPES[origin.originalFormat] ?? 'image/jpeg',
          audience: 'internal' as const,
          ticket: Buffer.from(seal(use.originalsKey, key, ticketContext(tenant.id, id))).toString('base64url'),
          original: origin.originalSha256,
        };
      }
      const signed = link !== undefined && isSigned(use.linkKey, tenant.id, id, link, now);
      // An employee comes by the links of a case in their reach: being one opens no photo by itself.
      const all = signed || actor.kind === 'system';
      const found = await findReadable(tx, id, variant, { partyId: actor.partyId, all });
      if (found === undefined) throw documentProblems['unknown-file']();
      const { scan, kind, ...file } = found;
      if (scan === 'waiting') throw documentProblems['being-checked']();
      if (scan === 'infected') throw documentProblems.blocked();
      if (kind === 'document') return openDocument(use, tx, tenant.id, id);
      return { ...file, type: 'image/webp' as const, ticket: null, original: null };
    },
  }),
  ...evidenceOperations(use),
];
