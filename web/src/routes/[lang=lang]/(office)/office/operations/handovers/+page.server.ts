import { redirect } from '@sveltejs/kit';
import { say, type Text } from '#kernel/text.ts';
import { answerForm } from '$lib/forms.ts';
import { maySeeHandovers, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import type { Actions, PageServerLoad } from './$types';
import type { Handover } from './standing.ts';

interface Server {
  code: string;
  name: Text;
  address: string;
  failures: number;
  restsUntil: string | null;
}

export const load: PageServerLoad = async (event) => {
  staffOf(event, maySeeHandovers);
  const { locals, url } = event;
  const show = url.searchParams.get('show') === 'troubled' ? 'troubled' : 'all';
  const after = url.searchParams.get('after');
  const { items, next, servers } = await locals.call<{ items: Handover[]; next: string | null; servers: Server[] }>(
    'reports.list-handovers',
    { show, ...(after === null ? {} : { after }) },
  );
  return {
    show,
    next,
    paged: after !== null,
    items: items.map((item) => ({ ...item, owner: say(item.owner, locals.language) })),
    servers: servers.map((server) => ({ ...server, name: say(server.name, locals.language) })),
    done: url.searchParams.get('done') === 'retry',
  };
};

export const actions: Actions = {
  retry: (event) =>
    answerForm(event, async ({ values, key }) => {
      await event.locals.call('reports.retry-handover', { id: values.id ?? '' }, key);
      const { handover, handovers } = officeAddresses(event.locals.language);
      redirect(303, `${values.from === 'detail' ? handover(values.id ?? '') : handovers}?done=retry`);
    }),
};
