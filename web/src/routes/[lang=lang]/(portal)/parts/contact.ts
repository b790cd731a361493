import type { Tenant } from '#platform/tenants.ts';

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** The tenant's telephone numbers, for the words that name them. */
export const phonesOf = ({ settings }: Pick<Tenant, 'settings'>) => ({
  contact: text(settings.phone) ?? text(settings.contactNumber),
  emergency: text(settings.emergencyPhone),
});

export type Phones = ReturnType<typeof phonesOf>;

interface MapView {
  readonly centre: readonly [number, number];
  readonly zoom: number;
}

/** Where a map of the city begins. */
export function mapViewOf({ settings }: Pick<Tenant, 'settings'>): {
  longitude: number;
  latitude: number;
  zoom: number;
} {
  const view = settings.map as Partial<MapView> | undefined;
  const [longitude = 0, latitude = 0] = view?.centre ?? [];
  return { longitude, latitude, zoom: view?.zoom ?? 10 };
}

/** A mobile number as people of the tenant's country write it. */
export const sampleMobile = ({ settings }: Pick<Tenant, 'settings'>): string =>
  settings.countryCode === '+966' ? '0512345678' : '617 555 0123';
