import type { Tenant } from '#platform/tenants.ts';
import { Open311Settings } from './model-open311.ts';

const known = new WeakMap<Tenant, Open311Settings>();

/** What a tenant says about Open311. A document that does not fit is found when the tenant is made, not here. */
export function open311Of(tenant: Tenant): Open311Settings {
  const read = known.get(tenant);
  if (read !== undefined) return read;
  const settings = Open311Settings.parse(tenant.settings.open311 ?? {});
  known.set(tenant, settings);
  return settings;
}
