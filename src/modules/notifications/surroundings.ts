import type { Tenant } from '#platform/tenants.ts';
import type { Surroundings } from './rules-render.ts';

/** The address of a tenant's pages, without a trailing slash. */
export type BaseUrlOf = (tenant: Tenant) => string;

export const surroundingsOf = (tenant: Tenant, baseUrlOf: BaseUrlOf): Surroundings => ({
  tenantName: tenant.name,
  languages: tenant.languages,
  timeZone: tenant.timeZone,
  calendars: tenant.calendars,
  countryCode: typeof tenant.settings.countryCode === 'string' ? tenant.settings.countryCode : undefined,
  baseUrl: baseUrlOf(tenant),
});
