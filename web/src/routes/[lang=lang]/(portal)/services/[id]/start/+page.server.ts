import { redirect } from '@sveltejs/kit';
import { say } from '#kernel/text.ts';
import type { MyApplications, RenewableView, ServiceView } from '#modules/services/api.ts';
import { answerForm } from '$lib/forms.ts';
import { addresses } from '$lib/navigation.ts';
import { signInFirst } from '$lib/signed-in.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { locals, params, url } = event;
  const service = await locals.call<ServiceView>('services.get-service', { id: params.id });
  signInFirst(event);
  const { language, actor, person } = locals;
  const { pilot } = await locals.call<{
    pilot: { municipalities: { id: string; name: Record<string, string> }[] } | null;
  }>('services.find-pilot', { code: service.code });
  const { drafts } = await locals.call<MyApplications>('services.list-mine', { limit: 1 });
  const fits = actor.segment !== null && service.segments.includes(actor.segment);
  const renews = service.renews.length > 0;
  const { items } =
    renews && fits
      ? await locals.call<RenewableView>('services.list-renewable', { service: service.id })
      : { items: [] };
  return {
    service: {
      id: service.id,
      code: service.code,
      name: say(service.name, language),
      pages: service.pages.map(({ title }) => say(title, language)),
      source: { ...service.source, text: say(service.source.text, language) },
    },
    applicant: say(person!.actingFor?.name ?? person!.name, language),
    fits,
    renews,
    licences: items.map((one) => ({
      ...one,
      title: say(one.title, language),
      why: one.why.map((text) => say(text, language)),
    })),
    chosen: url.searchParams.get('renew'),
    /** Where a new version of the service is being tried. */
    tried: (pilot?.municipalities ?? []).map(({ id, name }) => ({ value: id, label: say(name, language) })),
    employee: actor.segment === 'employee',
    drafts: drafts
      .filter((draft) => say(draft.service, language) === say(service.name, language))
      .map(({ id, updatedAt }) => ({ id, updatedAt })),
  };
};

export const actions: Actions = {
  default: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { id, first } = await event.locals.call<{ id: string; first: string }>(
        'services.start-draft',
        {
          service: event.params.id,
          ...(values.municipality ? { municipality: values.municipality } : {}),
          ...(values.renews ? { renews: values.renews } : {}),
        },
        key,
      );
      redirect(303, addresses(event.locals.language).draft(id, first));
    }),
};
