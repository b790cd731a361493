import { z } from 'zod';
import type { Id } from '#kernel/id.ts';

const Words = z.record(z.string(), z.string());
/** A text by language, or one that is the same in all: a name, a number. */
const Value = z.union([z.string(), Words]);
export type Value = z.infer<typeof Value>;

export const DOCUMENT_KINDS = ['licence', 'permit', 'certificate', 'decision'] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/** What stands on a document, as it was when it was issued. */
export const DocumentContent = z.object({
  title: Words,
  statement: Words,
  /** Who issues it, as it is written at its head: the municipality of the place, where the tenant is more than one. */
  office: Words.nullable(),
  service: Words,
  /** The application it was decided upon. */
  application: z.string(),
  holder: z.object({
    title: Words,
    name: z.string(),
    person: z.boolean(),
    /** Masked where it tells who a person is. */
    identifiers: z.array(z.object({ title: Words, value: z.string() })),
  }),
  place: Words.nullable(),
  sections: z.array(
    z.object({
      title: Words,
      lines: z.array(z.object({ title: Words, value: Value, public: z.boolean() })),
    }),
  ),
  conditions: z.array(Value),
  grounds: z.array(Words),
  note: Words.nullable(),
  /** Why it is a later version under its number; a misprint was corrected where it does not say. */
  edition: z.literal('extended').optional(),
});
export type DocumentContent = z.infer<typeof DocumentContent>;

/** What was decided of a document; whether it holds today depends on its dates as well (`standingOf`). */
export const DOCUMENT_STATES = ['valid', 'suspended', 'revoked', 'superseded'] as const;
export type DocumentState = (typeof DOCUMENT_STATES)[number];

export const STANDINGS = ['valid', 'not-yet', 'expired', 'suspended', 'revoked', 'superseded'] as const;
export type Standing = (typeof STANDINGS)[number];

/** What can happen to a document once it is issued. */
export const DOCUMENT_STEPS = [
  'issued',
  'reissued',
  'extended',
  'suspended',
  'lifted',
  'revoked',
  'superseded',
] as const;
export type DocumentStep = (typeof DOCUMENT_STEPS)[number];

/** A request to issue one; what is not personal is known by itself. */
export interface IssueDocument {
  readonly caseId: Id;
  /** Of the case type, such as `licence`. */
  readonly key: string;
  readonly kind: DocumentKind;
  readonly service: { readonly id: string; readonly code: string };
  readonly prefix: string;
  readonly group: string;
  readonly content: DocumentContent;
  readonly holder: Id;
  /** A number of the holder in full, of which the document carries a digest. */
  readonly identifier: string | null;
  /** Where it holds. */
  readonly municipality: Id | null;
  /** Dates of the tenant's calendar, both included; no end: it stays valid. */
  readonly valid: { readonly from: string; readonly until: string | null };
  /** The number of the document it takes the place of from its first day on, if the holder has one of that number. */
  readonly replaces?: string | undefined;
}

/** A document as lists and other modules know it, without what is personal. */
export const IssuedDocument = z.object({
  id: z.string(),
  number: z.string(),
  version: z.int(),
  caseId: z.string(),
  key: z.string(),
  kind: z.enum(DOCUMENT_KINDS),
  title: Words,
  service: z.object({ id: z.string(), code: z.string() }),
  state: z.enum(DOCUMENT_STATES),
  issuedAt: z.string(),
  validFrom: z.string(),
  validUntil: z.string().nullable(),
  supersededOn: z.string().nullable(),
  /** Whether the file is made; until then the document is valid and can be seen as a page. */
  printed: z.boolean(),
});
export type IssuedDocument = z.infer<typeof IssuedDocument>;

/** What is signed: the members of the token in the QR code (RFC 7519 where it has a name for them). */
export const DocumentClaims = z.object({
  /** Number of the document. */
  jti: z.string(),
  ver: z.int(),
  /** The service that issued it, such as CML-01. */
  svc: z.string(),
  /** The holder as the public may see it. */
  hld: z.string(),
  /** Digest of number, code and the holder's identifier: whoever has both can compare. */
  hid: z.string().optional(),
  /** Where it holds, by the name of the municipality. */
  loc: z.string().optional(),
  iat: z.int(),
  nbf: z.int(),
  exp: z.int().optional(),
  status: z.object({ status_list: z.object({ idx: z.int(), uri: z.string() }) }),
});
export type DocumentClaims = z.infer<typeof DocumentClaims>;

/** Everything a page of a document is drawn from. */
export interface DocumentSheet {
  readonly content: DocumentContent;
  readonly number: string;
  readonly version: number;
  /** Typed together with the number by whoever cannot scan. */
  readonly code: string;
  readonly issuedAt: string;
  readonly validFrom: string;
  readonly validUntil: string | null;
  readonly tenant: {
    readonly name: Readonly<Partial<Record<string, string>>>;
    readonly languages: readonly string[];
    readonly timeZone: string;
    readonly calendars: readonly string[];
    /** Its mark as an address that holds it whole; null: that of the platform. */
    readonly emblem: string | null;
  };
  /** Where to verify by hand, without the scheme. */
  readonly verifyAt: string;
  /** The QR code as the `d` of an SVG path, one unit a module, and its modules a side. */
  readonly qr: { readonly path: string; readonly modules: number };
  /** It was made in a demonstration. */
  readonly sample: boolean;
}
