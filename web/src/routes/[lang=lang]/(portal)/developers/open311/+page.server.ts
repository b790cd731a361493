import type { PageServerLoad } from './$types';

/** Where the endpoints are and what the city is called, as discovery tells it. */
export const load: PageServerLoad = async ({ locals, url }) => {
  const { settings, key } = locals.tenant;
  const own = (settings.open311 ?? {}) as { jurisdictionId?: string };
  const { catalogue } = await locals.call<{ catalogue: { categories: { code: string }[] } }>(
    'reports.get-catalogue',
    {},
  );
  const [longitude, latitude] = (settings.map as { centre: [number, number] }).centre;
  return {
    origin: url.origin,
    jurisdiction: own.jurisdictionId ?? key,
    service: catalogue.categories[0]?.code ?? 'CODE',
    latitude,
    longitude,
  };
};
