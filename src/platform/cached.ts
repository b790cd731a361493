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
