import { redirect } from '@sveltejs/kit';
import type { CallItem } from '#modules/reports/api.ts';
import { answerForm } from '$lib/forms.ts';
import { mayReadCalls, mayReadDay, mayTakeCalls, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import { sampleMobile } from '../../../(portal)/parts/contact.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadCalls);
  const { locals, url } = event;
  const takes = mayTakeCalls(locals.actor);
  // Whoever only reads has nothing to begin here.
  if (!takes) redirect(303, officeAddresses(locals.language).deskLog);
  const today = Temporal.Now.zonedDateTimeISO(locals.tenant.timeZone).toPlainDate().toString();
  const [open, mine] = await Promise.all([
    locals.call<{ items: CallItem[] }>('reports.list-open-calls', {}),
    locals.call<{ items: CallItem[] }>('reports.search-calls', { agent: locals.actor.partyId, day: today }),
  ]);
  return {
    open: open.items,
    mine: mine.items.filter(({ endedAt }) => endedAt !== null).slice(0, 8),
    ended: url.searchParams.get('ended'),
    example: sampleMobile(locals.tenant),
    leads: mayReadDay(locals.actor),
  };
};

export const actions: Actions = {
  default: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { locals } = event;
      const phone = values.go === 'anonymous' ? '' : (values.phone ?? '');
      // An empty box and Enter is a slip, not a caller without a number.
      const started = await locals.call<{ id: string }>(
        'reports.start-call',
        { phone: values.go === 'anonymous' ? '' : phone || '-' },
        key,
      );
      redirect(303, officeAddresses(locals.language).deskCall(started.id));
    }),
};
