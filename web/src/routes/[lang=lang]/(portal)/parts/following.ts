import { redirect } from '@sveltejs/kit';
import type { SentForm } from '$lib/forms.ts';

export interface AskedToFollow {
  readonly to: string;
  readonly hours: number;
}

/**
 * Asks for news of a report at the address in the form's field `to`. Whoever gave a mobile number is led to the page
 * that asks for the code; whoever gave an e-mail address has to look there.
 */
export async function askToFollow(
  locals: App.Locals,
  number: string,
  { values, key }: SentForm,
): Promise<AskedToFollow> {
  const { to = '', proof } = values;
  const asked = await locals.call<AskedToFollow & { id: string; channel: 'email' | 'sms' }>(
    'reports.request-follow',
    { number, to, language: locals.language },
    { ...key, ...(proof ? { proof } : {}) },
  );
  if (asked.channel === 'sms') {
    redirect(303, `/${locals.language}/follow/${asked.id}?${new URLSearchParams({ report: number })}`);
  }
  return { to: asked.to, hours: asked.hours };
}
