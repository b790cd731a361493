import { fail, redirect } from '@sveltejs/kit';
import type { PhotoEditor } from '#modules/reports/api.ts';
import { answerForm } from '$lib/forms.ts';
import { mayEditPhotos, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import type { Actions, PageServerLoad } from './$types';
import { areasOf } from './areas.ts';

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayEditPhotos);
  const { locals, params, url } = event;
  const editor = await locals.call<PhotoEditor>('reports.get-photo', { id: params.id, photo: params.photo });
  return { editor, done: url.searchParams.get('done') === 'yes' };
};

export const actions: Actions = {
  async edit(event) {
    const areas = areasOf(await event.request.clone().formData());
    const answer = await answerForm(event, async ({ values, key }) => {
      const { locals, params } = event;
      const which = { id: params.id, photo: params.photo };
      if (values.go === 'apply') {
        await locals.call(
          'reports.blur-photo',
          { ...which, areas, seen: values.seen, reason: values.reason ?? '' },
          key,
        );
        redirect(303, `${officeAddresses(locals.language).photo(params.id, params.photo)}?done=yes`);
      }
      const { picture } = await locals.call<{ picture: string }>('reports.preview-blur', { ...which, areas });
      return { preview: picture, areas, values: { reason: values.reason ?? '' } };
    });
    // What was drawn is kept when it is refused.
    return 'preview' in answer ? answer : fail(answer.status, { ...answer.data, areas });
  },
  original: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { locals, params } = event;
      const asked = { id: params.id, photo: params.photo, purpose: values.purpose ?? '' };
      return { original: (await locals.call<{ address: string }>('reports.open-original', asked, key)).address };
    }),
};
