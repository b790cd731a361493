import { redirect } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, params }) => {
  await locals.services.signOut();
  redirect(303, `/${params.lang}`);
};
