import { redirect } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, params, cookies }) => {
  await locals.services.signOut();
  // The session is over; its token goes too, under whichever name this protocol gives it.
  const secure = locals.services.protocol === 'https';
  cookies.delete(secure ? '__Host-amanah_session' : 'amanah_session', { path: '/', secure });
  redirect(303, `/${params.lang}`);
};
