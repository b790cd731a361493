import type { Id } from '#kernel/id.ts';
import type { Tenant } from '#platform/tenants.ts';

/**
 * What the use cases need that is neither a rule nor a row: secrets, codes and keys. Types only; the composition root
 * gives the real ones and tests may give their own.
 */

/** Encryption under the key of one party. */
export interface SubjectVault {
  /** `field` is bound to the sealed bytes: what was sealed as one field does not open as another. */
  seal(field: string, text: string): Uint8Array;
  open(field: string, sealed: Uint8Array): string;
}

export interface Vault {
  /** A new key for a party, wrapped by the tenant's key. */
  newSubjectKey(tenantId: number, partyId: Id): Uint8Array;
  subject(tenantId: number, partyId: Id, wrapped: Uint8Array): SubjectVault;
  /** A keyed digest for looking a value up without storing it. */
  digest(tenantId: number, kind: string, value: string): Uint8Array;
  /** Seals a short text for a browser to carry, such as an unfinished sign-in. */
  sealText(tenantId: number, purpose: string, text: string): string;
  /** The text, or undefined when it was made elsewhere, for another purpose or was changed. */
  openText(tenantId: number, purpose: string, sealed: string): string | undefined;
}

/** A random 256-bit secret and what of it may be stored. */
export interface Tokens {
  create(): { token: string; digest: Uint8Array };
  digestOf(token: string): Uint8Array;
}

/** Time-based one-time codes (RFC 6238): SHA-1, six digits, thirty seconds, as authenticator applications expect. */
export interface Totp {
  /** Base32, 160 bits. */
  newSecret(): string;
  /** The `otpauth:` address an authenticator application reads from a QR code. */
  address(secret: string, issuer: string, account: string): string;
  /** The time step the code belongs to, one step of clock difference allowed; undefined for a wrong code. */
  stepOf(secret: string, code: string, now: Temporal.Instant): number | undefined;
}

export interface PasskeyRecord {
  readonly externalId: string;
  readonly publicKey: Uint8Array;
  readonly counter: number;
  readonly transports: readonly string[];
}

/** Web Authentication for the site the browser is on; `origin` is scheme, host and port. */
export interface Passkeys {
  registrationOptions(
    origin: string,
    party: { id: Id; name: string },
    known: readonly PasskeyRecord[],
  ): Promise<{ challenge: string; options: Record<string, unknown> }>;
  /** The new passkey, or undefined when the answer does not verify. */
  verifyRegistration(origin: string, challenge: string, answer: unknown): Promise<PasskeyRecord | undefined>;
  proofOptions(
    origin: string,
    known: readonly PasskeyRecord[],
  ): Promise<{ challenge: string; options: Record<string, unknown> }>;
  /** The authenticator's new counter, or undefined when the answer does not verify. */
  verifyProof(
    origin: string,
    challenge: string,
    passkey: PasskeyRecord,
    answer: unknown,
  ): Promise<{ counter: number } | undefined>;
}

export interface Ports {
  readonly vault: Vault;
  readonly tokens: Tokens;
  readonly totp: Totp;
  readonly passkeys: Passkeys;
  /** Scheme, host and port of a tenant's pages. */
  originOf(tenant: Tenant): string;
}

/** An establishment as the commercial register has it, as far as acting for it needs. */
export interface Registered {
  readonly name: string;
  readonly active: boolean;
  /** Numbers of its owners and managers. */
  readonly people: readonly { readonly kind: 'NATIONAL_ID' | 'IQAMA'; readonly value: string }[];
}

/** Asks the commercial register; never inside a transaction. */
export interface CompanyRegister {
  /** `unknown`: it has no such registration; undefined: it cannot be asked now. */
  find(tenant: Tenant, crNumber: string, askedBy: Id): Promise<Registered | 'unknown' | undefined>;
}
