import type { Text } from '#kernel/text.ts';
import type { StatusMeaning } from '$ui/status-tag/status.ts';

export interface Handover {
  readonly id: string;
  readonly caseId: string;
  readonly number: string;
  readonly owner: Text;
  readonly status: 'new' | 'waiting' | 'token' | 'sent' | 'done' | 'returned' | 'refused' | 'given-up' | 'ended';
  readonly attempts: number;
  readonly nextAt: string | null;
  readonly reference: string | null;
  readonly theirStatus: string | null;
  readonly theirNotes: string | null;
  readonly heardAt: string | null;
  readonly problem: string | null;
  readonly createdAt: string;
}

/** How the standing of a hand-over looks. */
export const MEANINGS: Readonly<Record<Handover['status'], StatusMeaning>> = {
  new: 'received',
  waiting: 'waiting',
  token: 'waiting',
  sent: 'working',
  done: 'done',
  returned: 'late',
  refused: 'late',
  'given-up': 'late',
  ended: 'closed',
};

/** Whether trying again means anything. */
export const retriable = ({ status, problem }: Pick<Handover, 'status' | 'problem'>): boolean =>
  problem !== null && !['done', 'returned', 'ended', 'new'].includes(status);
