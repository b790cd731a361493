import { say } from '#kernel/text.ts';
import type { TrackedReport } from '#modules/reports/api.ts';
import { asSecret } from '../../../parts/secret.ts';
import { catalogueOf, categoryOf } from '../../show.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { locals, params, url } = event;
  asSecret(event);
  const code = url.searchParams.get('code') ?? '';
  const report = await locals.call<TrackedReport>('reports.track', { number: params.number, code });
  const category = categoryOf(await catalogueOf(locals), report.categoryCode);
  const notice = category?.emergencyNotice;
  return {
    report,
    code,
    signedIn: locals.person !== null,
    emergencyNotice: notice ? say(notice, locals.language) : null,
  };
};
