import { redirect } from '@sveltejs/kit';
import { say } from '#kernel/text.ts';
import type { CardWork } from '#modules/services/api.ts';
import { mayReadRouting, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadRouting);
  const { locals, params } = event;
  const { draft } = await locals.call<CardWork>('services.get-card-work', { code: params.code });
  if (draft === null) redirect(303, officeAddresses(locals.language).card(params.code));
  const { phone } = locals.tenant.settings;
  return {
    code: params.code,
    card: draft.preview,
    name: say(draft.preview.name, locals.language),
    description: say(draft.preview.description, locals.language),
    contact: typeof phone === 'string' ? phone : null,
  };
};
