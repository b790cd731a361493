import { hasRole, isStaff } from '#kernel/actor.ts';
import {
  mayAdminister,
  mayEditPhotos,
  mayModerate,
  mayOperate,
  mayReadCalls,
  mayReadRequests,
  maySeeBoard,
  maySort,
} from '$lib/office/access.ts';
import type { LayoutServerLoad } from './$types';

/** Which parts of the office the reader may enter; the pages themselves decide again. */
export const load: LayoutServerLoad = ({ locals: { actor } }) => ({
  office: {
    staff: isStaff(actor),
    sorts: maySort(actor),
    leads: maySeeBoard(actor),
    calls: mayReadCalls(actor),
    moderates: mayModerate(actor),
    photos: mayEditPhotos(actor),
    operates: mayOperate(actor),
    answersRequests: mayReadRequests(actor),
    administers: mayAdminister(actor),
    works: actor.teams.length > 0 && hasRole(actor, 'crew', 'officer'),
  },
});
