import { hasRole } from '#kernel/actor.ts';
import type { PageOpinions } from '#platform/page-opinions.ts';
import { staffOf } from '$lib/office/access.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  staffOf(event, (actor) => hasRole(actor, 'administrator', 'supervisor', 'auditor'));
  return { opinions: await event.locals.call<PageOpinions>('platform.list-page-opinions', {}) };
};
