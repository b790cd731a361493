import { ownPath } from '$lib/signed-in.ts';
import type { PageServerLoad } from './$types';

const PROBLEMS = [
  'identity.sign-in-failed',
  'identity.sign-in-refused',
  'identity.provider-unavailable',
  'identity.identity-missing',
  'identity.not-staff',
  'identity.suspended',
  'request.too-many',
] as const;
/** A reason the page has words for. */
type Reason = (typeof PROBLEMS)[number] | 'other';

export const load: PageServerLoad = ({ url, locals }) => {
  const { searchParams } = url;
  const back = ownPath(searchParams.get('return') ?? searchParams.get('back'), `/${locals.language}`);
  const given = searchParams.get('problem');
  const problem: Reason | null = given === null ? null : (PROBLEMS.find((known) => known === given) ?? 'other');
  return {
    back,
    problem,
    ended: searchParams.has('ended') && problem === null && locals.person === null,
    links: (['individual', 'business', 'government', 'employee'] as const).map((segment) => ({
      segment,
      href: `/auth/sign-in?${new URLSearchParams({ segment, return: back })}`,
    })),
  };
};
