import { redirect } from '@sveltejs/kit';
import { parseCaseNumber } from '#kernel/case-number.ts';
import type { TrackedReport } from '#modules/reports/api.ts';
import { answerForm } from '$lib/forms.ts';
import { track } from '$lib/messages/track.ts';
import { phonesOf } from '../parts/contact.ts';
import { refusal } from '../parts/refusal.ts';
import { asSecret } from '../parts/secret.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => {
  asSecret(event);
  const { locals, url } = event;
  const { reports } = locals.tenant.settings as { reports?: { numberPrefix?: string } };
  return {
    phones: phonesOf(locals.tenant),
    signedIn: locals.person !== null,
    number: url.searchParams.get('number')?.slice(0, 60) ?? '',
    example: `${reports?.numberPrefix ?? '940'}-2026-101-000123-45`,
  };
};

export const actions: Actions = {
  default: (event) =>
    answerForm(event, async ({ values }) => {
      const { locals } = event;
      const t = track(locals.language);
      const number = parseCaseNumber(values.number ?? '');
      const code = values.code ?? '';
      const fields = [
        ...(number === undefined ? [{ path: 'number', text: t('number.wrong') }] : []),
        ...(code === '' && locals.person === null ? [{ path: 'code', text: t('code.missing') }] : []),
      ];
      if (number === undefined || fields.length > 0) return refusal(locals.language, fields, values);
      await locals.call<TrackedReport>('reports.track', { number, code });
      redirect(303, `/${locals.language}/track/${number}?${new URLSearchParams({ code })}`);
    }),
};
