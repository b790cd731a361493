import { redirect } from '@sveltejs/kit';
import { say } from '#kernel/text.ts';
import type { ServiceMeasure, ServiceVersions } from '#modules/services/api.ts';
import { mayReadRouting, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import { workOf } from '$lib/office/designs.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadRouting);
  const { locals, params, url } = event;
  const { call, language } = locals;
  const { service: id } = await workOf(locals, params.code);
  if (id === null) redirect(303, officeAddresses(language).design(params.code));
  const { versions } = await call<ServiceVersions>('services.list-versions', { id });
  const offered = versions.find(({ offered: to }) => to === 'everybody') ?? versions[0]!;
  const asked = versions.find(({ version }) => String(version) === url.searchParams.get('version')) ?? offered;
  const show = url.searchParams.get('show') ?? '';
  const field = show.startsWith('field:') ? show.slice('field:'.length) : null;
  const measure = await call<ServiceMeasure>('services.get-measure', {
    id,
    version: asked.version,
    ...(field === null && show !== '' ? { show } : {}),
  });
  const corrections = measure.corrections.map((one) => ({ ...one, title: say(one.title, language) }));
  const corrected = corrections.find((one) => one.field === field);
  return {
    ...measure,
    corrections,
    name: say(measure.name, language),
    known: versions.map(({ version }) => version),
    show,
    shown: measure.shown ?? (corrected === undefined ? null : { count: corrected.count, cases: corrected.cases }),
    shownField: corrected?.title ?? null,
  };
};
