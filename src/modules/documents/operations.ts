import { z } from 'zod';
import type { FileStore } from '#platform/files.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { anyone } from '#platform/policy.ts';
import { hashOfClaim, isSigned, newClaimSecret, signLinks } from './links.ts';
import { AUDIENCES, documentProblems, MAX_UPLOAD_BYTES, VARIANTS } from './model.ts';
import { preparePhoto } from './photo.ts';
import { findReadable, insertFile, type NewFile } from './store.ts';

const Position = z.object({ longitude: z.number(), latitude: z.number() });
const Links = z.object({ display: z.string(), thumbnail: z.string() });

/** A photo already re-encoded and in the file store, to be entered in the transaction. */
interface KeptPhoto {
  readonly file: Omit<NewFile, 'id' | 'uploadedBy' | 'claimHash'>;
}

export const documentOperations = (files: FileStore, linkKey: Uint8Array): readonly Operation[] => [
  operation({
    name: 'documents.upload-photo',
    summary: { ar: 'رفع صورة', en: 'Upload a photo' },
    kind: 'command',
    who: [anyone()],
    route: { method: 'POST', path: '/photos' },
    rate: 'upload',
    // Room for the multipart frame around the largest photo.
    bodyLimit: MAX_UPLOAD_BYTES + 64 * 1024,
    input: z.strictObject({
      bytes: z.instanceof(Uint8Array).meta({ type: 'string', format: 'binary' }),
      /** Accepted because browsers send it; never stored or looked at. */
      fileName: z.string().max(1_000).nullish(),
      declaredType: z.string().max(200).nullish(),
    }),
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
    }),
    async prepare({ bytes, declaredType }, { tenant }): Promise<KeptPhoto> {
      const { display, thumbnail, original, evidence } = await preparePhoto(bytes, declaredType);
      const [sha256, thumbnailSha256] = await Promise.all([
        files.put(tenant.key, display.bytes),
        files.put(tenant.key, thumbnail.bytes),
      ]);
      const { width, height } = display;
      const sizes = { bytes: display.bytes.length, thumbnailBytes: thumbnail.bytes.length };
      return { file: { sha256, thumbnailSha256, width, height, ...sizes, original, evidence } };
    },
    async run(tx, { file }, { actor, tenant, now, newId, about }) {
      const id = newId();
      const claim = actor.partyId === null ? newClaimSecret() : null;
      const claimHash = claim === null ? null : hashOfClaim(claim);
      await insertFile(tx, { ...file, id, uploadedBy: actor.partyId, claimHash }, now);
      about({ type: 'file', id });
      const { width, height, bytes, evidence } = file;
      const links = signLinks(linkKey, tenant.id, id, now);
      return { id, width, height, bytes, claim, position: evidence.position, takenAt: evidence.takenAt, links };
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
      variant: z.enum(VARIANTS),
      until: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).nullish(),
      proof: z.string().max(64).nullish(),
    }),
    output: z.object({
      sha256: z.string(),
      bytes: z.int(),
      type: z.literal('image/webp'),
      audience: z.enum(AUDIENCES),
    }),
    async run(tx, { id, variant, until, proof }, { actor, tenant, now }) {
      const signed = until != null && proof != null && isSigned(linkKey, tenant.id, id, { until, proof }, now);
      // An employee comes by the links of a case in their reach: being one opens no photo by itself.
      const all = signed || actor.kind === 'system';
      const found = await findReadable(tx, id, variant, { partyId: actor.partyId, all });
      if (found === undefined) throw documentProblems['unknown-file']();
      return { ...found, type: 'image/webp' as const };
    },
  }),
];
