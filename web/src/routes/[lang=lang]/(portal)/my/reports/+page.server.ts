import { say } from '#kernel/text.ts';
import { signInFirst } from '$lib/signed-in.ts';
import { catalogueOf } from '../../report/show.ts';
import type { PageServerLoad } from './$types';

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
  return {
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
