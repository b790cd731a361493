import { hasRole, isStaff } from '#kernel/actor.ts';
import {
  mayAdminister,
  mayEditPhotos,
  mayModerate,
  mayOperate,
  mayReadCalls,
  mayReadCases,
  mayReadFinance,
  mayReadRequests,
  maySeeBoard,
  maySort,
} from '$lib/office/access.ts';
import { offersServices } from '$lib/office/applications.ts';
import { officePages } from '$lib/office/pages.ts';
import type { LayoutServerLoad } from './$types';

/** Which parts of the office the reader may enter; the pages themselves decide again. */
export const load: LayoutServerLoad = async ({ locals }) => ({
  office: {
    pages: officePages(locals.actor, locals.language, isStaff(locals.actor) && (await offersServices(locals))),
    staff: isStaff(locals.actor),
    cases: mayReadCases(locals.actor),
    sorts: maySort(locals.actor),
    leads: maySeeBoard(locals.actor),
    calls: mayReadCalls(locals.actor),
    moderates: mayModerate(locals.actor),
    photos: mayEditPhotos(locals.actor),
    operates: mayOperate(locals.actor),
    answersRequests: mayReadRequests(locals.actor),
    finance: mayReadFinance(locals.actor),
    administers: mayAdminister(locals.actor),
    works: locals.actor.teams.length > 0 && hasRole(locals.actor, 'crew', 'officer'),
  },
});
