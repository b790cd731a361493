import type { PrivacyDocument } from '#modules/identity/api.ts';
import { isProblem } from '$lib/problem.ts';
import { phonesOf } from '../parts/contact.ts';
import type { PageServerLoad } from './$types';

async function noticeOf({ call }: App.Locals): Promise<PrivacyDocument | null> {
  try {
    return await call<PrivacyDocument>('identity.get-privacy-notice', {});
  } catch (error) {
    // A tenant that has said nothing yet still shows what holds everywhere.
    if (isProblem(error) && error.status === 404) return null;
    throw error;
  }
}

export const load: PageServerLoad = async ({ locals }) => {
  const notice = await noticeOf(locals);
  return { phones: phonesOf(locals.tenant), notice, ...(notice === null ? {} : { updated: notice.updatedAt }) };
};
