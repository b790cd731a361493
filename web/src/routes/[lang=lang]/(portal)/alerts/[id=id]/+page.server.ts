import { redirect } from '@sveltejs/kit';
import { say, type Text } from '#kernel/text.ts';
import { answerForm } from '$lib/forms.ts';
import type { Actions, PageServerLoad } from './$types';

interface Alert {
  readonly email: string;
  readonly area: Text | null;
  readonly radiusMetres: number | null;
  readonly point: { readonly longitude: number; readonly latitude: number } | null;
  readonly group: Text | null;
  readonly frequency: 'now' | 'daily' | 'weekly';
  readonly confirmed: boolean;
}

export const load: PageServerLoad = async ({ locals, params, url, setHeaders }) => {
  setHeaders({ 'cache-control': 'private, no-store', 'referrer-policy': 'no-referrer' });
  const done = url.searchParams.get('done');
  if (done === 'ended') return { done, alert: null, token: '' };
  const token = url.searchParams.get('token') ?? '';
  const alert = await locals.call<Alert>('reports.get-alert', { id: params.id, token });
  return {
    done,
    token,
    alert: {
      ...alert,
      area: alert.area && say(alert.area, locals.language),
      group: alert.group && say(alert.group, locals.language),
    },
  };
};

type Event = Parameters<NonNullable<Actions[string]>>[0];

/** Takes one action and comes back by an address, so that going back or reloading repeats nothing. */
const acting =
  (operation: string, done: string, more: (values: Readonly<Record<string, string>>) => object = () => ({})) =>
  (event: Event) =>
    answerForm(event, async ({ values, key }) => {
      const { locals, params } = event;
      const { token = '' } = values;
      await locals.call(operation, { id: params.id, token, ...more(values) }, key);
      const query = new URLSearchParams({ ...(done === 'ended' ? {} : { token }), done });
      redirect(303, `/${locals.language}/alerts/${params.id}?${query}`);
    });

export const actions: Actions = {
  confirm: acting('reports.confirm-alert', 'confirmed'),
  change: acting('reports.set-alert-frequency', 'changed', ({ frequency }) => ({ frequency })),
  end: acting('reports.end-alert', 'ended'),
};
