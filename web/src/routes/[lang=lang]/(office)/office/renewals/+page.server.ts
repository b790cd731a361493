import { redirect } from '@sveltejs/kit';
import { say } from '#kernel/text.ts';
import type { EndingLicences, RenewalDesk } from '#modules/services/api.ts';
import { answerForm } from '$lib/forms.ts';
import { staffOnly } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import { namesFor } from '$lib/office/lookups.ts';
import { formProblem, isProblem } from '$lib/problem.ts';
import type { Actions, PageServerLoad } from './$types';

/** What is asked for, where nothing else is: what ends in the next two months. */
const DAYS = 60;

export const load: PageServerLoad = async (event) => {
  staffOnly(event);
  const { locals, url } = event;
  const { language, tenant } = locals;
  const names = await namesFor(locals);
  const desk = await locals.call<RenewalDesk>('services.get-renewal-desk', {});
  const services = desk.services.map((one) => ({ ...one, name: say(one.name, language) }));
  const today = Temporal.Now.plainDateISO(tenant.timeZone);
  const asked = (name: string) => url.searchParams.get(name)?.trim() || undefined;
  const window = {
    service: services.find(({ id }) => id === asked('service'))?.id ?? services[0]?.id ?? '',
    from: asked('from') ?? today.toString(),
    until: asked('until') ?? today.add({ days: DAYS }).toString(),
    municipality: asked('municipality'),
  };
  let ending: EndingLicences | null = null;
  let refused = null;
  if (services.length > 0) {
    try {
      ending = await locals.call<EndingLicences>('services.list-ending', {
        ...window,
        ...(asked('after') === undefined ? {} : { after: asked('after') }),
      });
    } catch (refusal) {
      if (!isProblem(refusal)) throw refusal;
      refused = formProblem(refusal, language);
    }
  }
  return {
    services,
    window: { ...window, municipality: window.municipality ?? '' },
    municipalities: names.municipalities.map(({ id, name }) => ({ value: id, label: say(name, language) })),
    ending:
      ending === null
        ? null
        : {
            ...ending,
            byMunicipality: ending.byMunicipality.map(({ municipality, count }) => ({
              name: names.municipality(municipality),
              count,
            })),
            items: ending.items.map((one) => ({
              ...one,
              title: say(one.title, language),
              place: names.municipality(one.municipality),
              why: one.why.map((text) => say(text, language)),
            })),
          },
    refused,
    runs: desk.runs.map((run) => ({
      ...run,
      name: services.find(({ id }) => id === run.service)?.name ?? run.service,
      by: run.by === null ? null : say(run.by, language),
    })),
  };
};

export const actions: Actions = {
  start: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { locals } = event;
      const { service, from, until, municipality } = values;
      const { id } = await locals.call<{ id: string }>(
        'services.start-renewal-run',
        { service, from, until, ...(municipality ? { municipality } : {}) },
        key,
      );
      redirect(303, officeAddresses(locals.language).renewalRun(id));
    }),
};
