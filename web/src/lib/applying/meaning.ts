import type { StatusMeaning } from '$ui/status-tag/status.ts';

/** What a state of an application means to everybody, whatever its service: by the kind of state, and how it ended. */
export function meaningOfApplication(state: string, category: string): StatusMeaning {
  if (state === 'issued' || category === 'done') return 'done';
  if (category === 'closed') return 'closed';
  if (category === 'waiting') return 'waiting';
  if (category === 'decided') return 'late';
  return category === 'draft' ? 'received' : 'working';
}
