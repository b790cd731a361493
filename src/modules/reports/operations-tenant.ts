import type { Tenant } from '#platform/tenants.ts';
import { DeskSettings } from './model-desk.ts';
import { FollowingSettings } from './model-following.ts';
import { Open311Settings } from './model-open311.ts';

/** Reads one setting of a tenant, once for each tenant. A document that does not fit is found when the tenant is made. */
function reader<T>(parse: (setting: unknown) => T, name: string): (tenant: Tenant) => T {
  const known = new WeakMap<Tenant, T>();
  return (tenant) => {
    const read = known.get(tenant);
    if (read !== undefined) return read;
    const settings = parse(tenant.settings[name] ?? {});
    known.set(tenant, settings);
    return settings;
  };
}

/** What a tenant says about Open311. */
export const open311Of = reader((setting) => Open311Settings.parse(setting), 'open311');

/** What a tenant says about its call desk. */
export const deskOf = reader((setting) => DeskSettings.parse(setting), 'desk');

/** What a tenant says about those who follow a report, or ask for their own, without an account. */
export const followingOf = reader((setting) => FollowingSettings.parse(setting), 'following');
