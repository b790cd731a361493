import { say } from '#kernel/text.ts';
import type { SignaturesAsked } from '#modules/services/api.ts';
import { signInFirst } from '$lib/signed-in.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  signInFirst(event);
  const { locals, url } = event;
  const { language, person } = locals;
  const closed = url.searchParams.get('show') === 'closed';
  const after = url.searchParams.get('after');
  const { items, next } = await locals.call<SignaturesAsked>('services.list-signatures-asked', {
    closed,
    ...(after === null ? {} : { after }),
  });
  return {
    closed,
    next,
    name: say(person!.actingFor?.name ?? person!.name, language),
    items: items.map((one) => ({
      ...one,
      service: say(one.service, language),
      applicant: say(one.applicant, language),
      role: say(one.role, language),
    })),
  };
};
