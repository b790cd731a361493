import { redirect } from '@sveltejs/kit';
import { isOwnPath } from '$lib/own-path.ts';
import type { RequestHandler } from './$types';

const KNOWN: Readonly<Record<string, readonly string[]>> = {
  theme: ['auto', 'light', 'dark'],
  digits: ['latn', 'arab'],
  'cookies-seen': ['1'],
};

/** Keeps how the reader likes pages to look, on the device and in their account, then returns to the page they came from. */
export const POST: RequestHandler = async ({ request, cookies, locals, params }) => {
  const data = await request.formData();
  for (const [name, values] of Object.entries(KNOWN)) {
    const value = data.get(name);
    if (typeof value !== 'string' || !values.includes(value)) continue;
    cookies.set(name, value, {
      path: '/',
      maxAge: 365 * 86_400,
      sameSite: 'lax',
      secure: locals.services.protocol === 'https',
    });
  }
  const digits = data.get('digits');
  if (locals.person !== null && (digits === 'latn' || digits === 'arab')) {
    await locals.call('identity.put-preferences', { digits });
  }
  const back = data.get('back');
  redirect(303, isOwnPath(back) ? back : `/${params.lang}`);
};
