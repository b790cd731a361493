import { redirect } from '@sveltejs/kit';
import { answerForm } from '$lib/forms.ts';
import { addresses } from '$lib/navigation.ts';
import { ownPath, signInFirst } from '$lib/signed-in.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => {
  signInFirst(event);
  const { locals, url } = event;
  return { back: ownPath(url.searchParams.get('return'), addresses(locals.language).account) };
};

export const actions: Actions = {
  claim: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { locals } = event;
      const { mandateId } = await locals.call<{ mandateId: string }>(
        'identity.claim-establishment',
        { crNumber: values.crNumber ?? '', agreed: values.agreed === 'yes' },
        key,
      );
      await locals.call('identity.choose-mandate', { mandateId });
      redirect(303, ownPath(values.return, addresses(locals.language).account));
    }),
};
