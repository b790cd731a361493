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
