import { redirect } from '@sveltejs/kit';
import { answerForm } from '$lib/forms.ts';
import { asSecret } from '../../parts/secret.ts';
import { keepView } from '../view.ts';
import type { Actions, PageServerLoad } from './$types';

/** Nothing is opened by reading the page: programs that look at mail follow links too. */
export const load: PageServerLoad = (event) => asSecret(event);

export const actions: Actions = {
  default: (event) =>
    answerForm(event, async ({ key }) => {
      const { locals, params } = event;
      const { view, minutes } = await locals.call<{ view: string; minutes: number }>(
        'reports.open-own-list',
        { secret: params.secret },
        key,
      );
      keepView(event, view, minutes);
      redirect(303, `/${locals.language}/own`);
    }),
};
