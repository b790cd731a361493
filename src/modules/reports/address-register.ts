import type { Tenant } from '#platform/tenants.ts';
import { DeskSettings } from './model-desk.ts';
import type { AddressRegister } from './ports.ts';

/** Stands in for the national register of addresses: knows only the sample addresses a tenant's settings name. */
export const sampleAddressRegister: AddressRegister = {
  async find(tenant: Tenant, shortAddress: string) {
    const found = DeskSettings.parse(tenant.settings.desk ?? {}).sampleAddresses[shortAddress];
    return found && { longitude: found[0], latitude: found[1] };
  },
};
