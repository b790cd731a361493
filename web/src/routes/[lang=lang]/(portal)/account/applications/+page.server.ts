import { say } from '#kernel/text.ts';
import type { MyApplications, ServiceView, SignaturesAsked } from '#modules/services/api.ts';
import { isAsked } from '$lib/applying/opinions.ts';
import { signInFirst } from '$lib/signed-in.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  signInFirst(event);
  const { locals, url } = event;
  const { language, person, actor } = locals;
  const after = url.searchParams.get('after') ?? undefined;
  const [found, { services }, asked, toSign] = await Promise.all([
    locals.call<MyApplications>('services.list-mine', { after, limit: 20 }),
    locals.call<{ services: ServiceView[] }>('services.list-services', {}),
    isAsked(locals),
    locals.call<SignaturesAsked>('services.list-signatures-asked', { limit: 1 }),
  ]);
  return {
    applicant: say(person!.actingFor?.name ?? person!.name, language),
    drafts: found.drafts.map((draft) => ({ ...draft, service: say(draft.service, language) })),
    applications: found.applications.map((one) => ({
      ...one,
      service: say(one.service, language),
      stateTitle: say(one.stateTitle, language),
    })),
    next: found.next,
    asked,
    toSign: toSign.items.length > 0,
    services: services
      .filter(({ segments }) => actor.segment !== null && segments.includes(actor.segment))
      .map(({ id, name }) => ({ id, name: say(name, language) })),
    discarded: url.searchParams.get('done') === 'discarded',
  };
};
