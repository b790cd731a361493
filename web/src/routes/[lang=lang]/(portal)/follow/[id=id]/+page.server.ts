import { redirect } from '@sveltejs/kit';
import { parseCaseNumber } from '#kernel/case-number.ts';
import { answerForm } from '$lib/forms.ts';
import { following } from '$lib/messages/following.ts';
import { refusal } from '../../parts/refusal.ts';
import { asSecret } from '../../parts/secret.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => {
  asSecret(event);
  return { number: parseCaseNumber(event.url.searchParams.get('report') ?? '') ?? null };
};

export const actions: Actions = {
  default: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { locals, params } = event;
      const { code = '' } = values;
      const t = following(locals.language);
      if (code === '') return refusal(locals.language, [{ path: 'code', text: t('code.empty') }], values);
      const { secret, triesLeft } = await locals.call<{ secret: string | null; triesLeft: number }>(
        'reports.confirm-follow-code',
        { id: params.id, code },
        key,
      );
      if (secret !== null) redirect(303, `/${locals.language}/f/${secret}?done=confirmed`);
      return refusal(locals.language, [{ path: 'code', text: t('code.wrong', { count: triesLeft }) }], {});
    }),
};
