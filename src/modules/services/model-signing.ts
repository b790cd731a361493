import { z } from 'zod';
import { Words } from './model-words.ts';

const Key = z.string().regex(/^[a-z][a-zA-Z0-9_]{0,63}$/);

/** Kinds of identifier that name a party who can sign in, or act by somebody's mandate. */
export const SIGNER_IDENTIFIERS = ['NATIONAL_ID', 'IQAMA', 'CR', 'UNIFIED_700'] as const;

/** Somebody who signs an application beside the applicant, named by an answer of its form. */
export const SignerRole = z.strictObject({
  key: Key,
  title: Words,
  /** What they declare by signing. */
  declaration: Words,
  /** Asked only where this is true. */
  when: z.string().min(1).max(2_000).optional(),
  identifier: z.enum(SIGNER_IDENTIFIERS),
  /** The answer that holds the identifier, or a table. */
  field: Key,
  /** Of a table: the column that holds it; every row is one who signs. */
  column: Key.optional(),
});
export type SignerRole = z.infer<typeof SignerRole>;

/** Who signs before an application is sent. */
export const Signing = z.strictObject({
  signers: z.array(SignerRole).min(1).max(10),
  /** Days after which somebody who has not answered is reminded. */
  remindDays: z.int().min(1).max(60).default(3),
});
export type Signing = z.infer<typeof Signing>;

export const SIGNATURE_STATES = ['waiting', 'signed', 'declined', 'void'] as const;
export type SignatureState = (typeof SIGNATURE_STATES)[number];

/** A signature as the applicant and the office see it. */
export const SignatureView = z.object({
  id: z.string(),
  role: Words,
  /** The end of the identifier they were asked by. */
  masked: z.string(),
  /** Whoever signed or declined; nobody before that. */
  name: Words.nullable(),
  state: z.enum(SIGNATURE_STATES),
  askedAt: z.string(),
  decidedAt: z.string().nullable(),
  reason: z.string().nullable(),
  /** Digest of what was signed, hexadecimal. */
  content: z.string(),
});
export type SignatureView = z.infer<typeof SignatureView>;
