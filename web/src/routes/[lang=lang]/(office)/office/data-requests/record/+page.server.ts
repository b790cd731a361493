import type { PrivacyDocument } from '#modules/identity/api.ts';
import { mayReadRequests, staffOf } from '$lib/office/access.ts';
import { isProblem } from '$lib/problem.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadRequests);
  try {
    return { record: await event.locals.call<PrivacyDocument>('identity.get-processing-record', {}) };
  } catch (error) {
    if (isProblem(error) && error.status === 404) return { record: null };
    throw error;
  }
};
