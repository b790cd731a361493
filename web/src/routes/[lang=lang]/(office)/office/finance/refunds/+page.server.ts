import type { RefundPage } from '#modules/payments/api.ts';
import { mayReadFinance, staffOf } from '$lib/office/access.ts';
import type { PageServerLoad } from './$types';

/** Refunds by who has to do something about them. */
const GROUPS = {
  open: ['requested', 'prepared', 'failed'],
  waiting: ['proposed'],
  under: ['approved', 'sent'],
  ended: ['confirmed', 'rejected'],
} as const;
type Group = keyof typeof GROUPS;

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadFinance);
  const { locals, url } = event;
  const asked = url.searchParams.get('group') ?? '';
  const group: Group = Object.hasOwn(GROUPS, asked) ? (asked as Group) : 'open';
  const before = url.searchParams.get('before') ?? undefined;
  const found = await locals.call<RefundPage>('payments.list-refunds', {
    state: [...GROUPS[group]],
    ...(before === undefined ? {} : { before }),
  });
  const countOf = (one: Group) =>
    found.totals
      .filter(({ state }) => (GROUPS[one] as readonly string[]).includes(state))
      .reduce((sum, { count }) => sum + count, 0);
  const groups = (Object.keys(GROUPS) as Group[]).map((key) => ({ key, count: countOf(key) }));
  return { items: found.items, next: found.next, group, groups };
};
