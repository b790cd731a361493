import type { Point } from '#kernel/place.ts';
import type { Tenant } from '#platform/tenants.ts';
import type { Example, Learned } from './model.ts';

/** What a training made, its weights deflated. */
export interface Training {
  /** Undefined where there was too little to learn. */
  readonly learned: (Omit<Learned, 'model'> & { readonly model: Omit<Learned['model'], 'weights'> }) | undefined;
  readonly packed: Uint8Array;
  readonly seconds: number;
}

/** Learns beside the program: an hour's reading must not keep a resident waiting. */
export interface Trainer {
  /** @param pages the decided reports, in parts, as they are read */
  train(pages: AsyncIterable<readonly Example[]>): Promise<Training>;
  /** The weights of a stored model. */
  unpack(packed: Uint8Array): Promise<Int8Array>;
}

/** The register of short national addresses. */
export interface AddressRegister {
  /** Where the building of an address stands; undefined for one the register does not know. */
  find(tenant: Tenant, shortAddress: string): Promise<Point | undefined>;
}

/** An anonymous report before it is taken in. */
export interface Knock {
  /** Names the request, however often its transaction is tried. */
  readonly id: string;
  readonly tenantId: number;
  /** The network it comes from; see `limitedAddress`. */
  readonly origin: string;
  readonly cell: string | null;
  readonly bands: readonly string[];
  /** Tells of danger: passes whatever the counts say. */
  readonly urgent: boolean;
  /** A solved challenge (ALTCHA v1, base64) or a waiting ticket. */
  readonly proof: string | undefined;
}

/** Stands before anonymous reports. */
export interface Gate {
  /** Counts one report; `pressed`: a limit was reached. @throws Problem reports.proof-needed with `extra.proof` */
  pass(knock: Knock, now: Temporal.Instant): Promise<{ readonly pressed: boolean }>;
  /** Tells networks apart for a day without saying which they are. */
  digestOf(origin: string, now: Temporal.Instant): Uint8Array;
}
