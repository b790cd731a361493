import { isStaff } from '#kernel/actor.ts';
import type { Me } from '#modules/identity/api.ts';
import { ownPath, signInFirst } from '$lib/signed-in.ts';
import type { PageServerLoad } from './$types';

/** Says what is missing: the second factor, a role, the segment of an employee, or the role this very page needs. */
export const load: PageServerLoad = async (event) => {
  const { locals, url } = event;
  signInFirst(event);
  const back = ownPath(url.searchParams.get('return'), `/${locals.language}/office`);
  const me = await locals.call<Me>('identity.who-am-i', {});
  const missing = isStaff(locals.actor)
    ? ('page' as const)
    : me.rolesWaiting.length > 0
      ? ('factor' as const)
      : me.segment === 'employee'
        ? ('role' as const)
        : ('segment' as const);
  const roles = missing === 'factor' ? me.rolesWaiting : [...new Set(me.roles.map(({ role }) => role))];
  return { back, missing, roles };
};
