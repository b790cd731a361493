import { redirect } from '@sveltejs/kit';
import { parseCaseNumber } from '#kernel/case-number.ts';
import { say } from '#kernel/text.ts';
import { answerForm } from '$lib/forms.ts';
import { track } from '$lib/messages/track.ts';
import { signInFirst } from '$lib/signed-in.ts';
import { refusal } from '../../parts/refusal.ts';
import { catalogueOf } from '../../report/show.ts';
import type { Actions, PageServerLoad } from './$types';

interface MyCases {
  readonly items: readonly {
    readonly number: string;
    readonly topic: string | null;
    readonly state: string;
    readonly stateTitle: Record<string, string>;
    readonly openedAt: string;
    readonly updatedAt: string;
    readonly dueAt: string | null;
  }[];
  readonly next: string | null;
  readonly total: { readonly count: number; readonly atLeast: boolean };
}

export const load: PageServerLoad = async (event) => {
  signInFirst(event);
  const { locals, url } = event;
  const open = url.searchParams.get('show') === 'open';
  const after = url.searchParams.get('after') ?? undefined;
  const input = { type: 'report', ...(open ? { open: true } : {}), after, limit: 20 };
  const [catalogue, found] = await Promise.all([catalogueOf(locals), locals.call<MyCases>('cases.list-mine', input)]);
  const nameOf = (code: string | null) => catalogue.categories.find((category) => category.code === code)?.name;
  const done = url.searchParams.get('done');
  return {
    done: done === 'claimed' || done === 'before' ? done : null,
    open,
    after: after ?? null,
    next: found.next,
    total: found.total,
    items: found.items.map(({ topic, stateTitle, ...item }) => ({
      ...item,
      name: say(nameOf(topic) ?? {}, locals.language) || item.number,
      stateTitle: say(stateTitle, locals.language),
    })),
  };
};

export const actions: Actions = {
  default: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { locals } = event;
      const t = track(locals.language);
      const { number: typed = '', code = '' } = values;
      const number = parseCaseNumber(typed);
      const fields = [
        ...(number === undefined ? [{ path: 'number', text: t('number.wrong') }] : []),
        ...(code === '' ? [{ path: 'code', text: t('code.missing') }] : []),
      ];
      if (fields.length > 0) return refusal(locals.language, fields, values);
      const { claimed } = await locals.call<{ claimed: boolean }>('reports.claim', { number, code }, key);
      redirect(303, `/${locals.language}/my/reports?done=${claimed ? 'claimed' : 'before'}`);
    }),
};
