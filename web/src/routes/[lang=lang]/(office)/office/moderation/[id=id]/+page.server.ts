import { fail, redirect } from '@sveltejs/kit';
import type { ModerationQueue, ModerationView } from '#modules/reports/api.ts';
import { answerForm } from '$lib/forms.ts';
import { mayModerate, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayModerate);
  const { locals, params, url } = event;
  const view = await locals.call<ModerationView>('reports.get-moderation', { id: params.id });
  const queue = await locals.call<ModerationQueue>('reports.list-moderation', { limit: 100 });
  const at = queue.items.findIndex(({ id }) => id === params.id);
  return {
    view,
    next: queue.items[at + 1]?.id ?? (at < 0 ? (queue.items[0]?.id ?? null) : null),
    previous: at > 0 ? queue.items[at - 1]!.id : null,
    // The decision just taken on another report, which can be looked at again from here.
    done: url.searchParams.get('done'),
    doneNumber: url.searchParams.get('number'),
  };
};

export const actions: Actions = {
  async default(event) {
    const photos = (await event.request.clone().formData()).getAll('photos').map(String);
    const answer = await answerForm(event, async ({ values, key }) => {
      const { locals, params } = event;
      const decided = await locals.call<ModerationView>(
        'reports.moderate',
        {
          id: params.id,
          textShown: values.text !== 'hide',
          wording: values.wording ?? '',
          photos,
          reason: values.reason || null,
          note: values.note || undefined,
        },
        key,
      );
      const to = officeAddresses(locals.language);
      const queue = await locals.call<ModerationQueue>('reports.list-moderation', { limit: 1 });
      const next = queue.items[0]?.id ?? params.id;
      redirect(303, `${to.moderate(next)}?${new URLSearchParams({ done: params.id, number: decided.number })}`);
    });
    // What was ticked is kept when it is refused.
    return fail(answer.status, { ...answer.data, photos });
  },
};
