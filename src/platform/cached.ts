import type { Tx } from './db.ts';
import type { Tenant } from './tenants.ts';

export interface Cached<T> {
  of(tx: Tx, tenant: Tenant): Promise<T>;
  forget(tenant: Tenant): void;
}

/**
 * A value of each tenant that is read far more often than it changes. Another process's change shows after at most
 * `milliseconds`; one's own after `forget`.
 */
export function cached<T>(milliseconds: number, load: (tx: Tx, tenant: Tenant) => Promise<T>): Cached<T> {
  const known = new Map<number, { value: T; readAt: number }>();
  return {
    async of(tx, tenant) {
      const entry = known.get(tenant.id);
      if (entry !== undefined && performance.now() - entry.readAt < milliseconds) return entry.value;
      const value = await load(tx, tenant);
      known.set(tenant.id, { value, readAt: performance.now() });
      return value;
    },
    forget: (tenant) => void known.delete(tenant.id),
  };
}

export interface Remembered<T> {
  /** What was kept under the key, if it was made of this version. */
  find(key: string, version: string): T | undefined;
  /** Keeps a value, lets go of those that were not asked for longest where there is no room, and answers the value. */
  keep(key: string, version: string, value: T): T;
}

/** Recently asked values, each of a version, together no heavier than `room`; a heavier one is not kept at all. */
export function remembered<T>(room: number, weigh: (value: T) => number): Remembered<T> {
  const known = new Map<string, { readonly version: string; readonly value: T; readonly weight: number }>();
  let taken = 0;
  const drop = (key: string): void => {
    taken -= known.get(key)?.weight ?? 0;
    known.delete(key);
  };
  return {
    find(key, version) {
      const entry = known.get(key);
      if (entry?.version !== version) return undefined;
      // A map keeps the order in which it was written: the first is the one that was not asked for longest.
      known.delete(key);
      known.set(key, entry);
      return entry.value;
    },
    keep(key, version, value) {
      const weight = weigh(value);
      drop(key);
      if (weight > room) return value;
      known.set(key, { version, value, weight });
      taken += weight;
      for (const oldest of known.keys()) {
        if (taken <= room) break;
        drop(oldest);
      }
      return value;
    },
  };
}
