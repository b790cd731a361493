import type { DocumentCheck } from '#modules/documents/api.ts';
import type { StatusMeaning } from '$ui/status-tag/status.ts';

type Standing = DocumentCheck['standing'];

/** The colour and icon of how a document stands. */
export const meaningOfStanding: Readonly<Record<Standing, StatusMeaning>> = {
  valid: 'done',
  'not-yet': 'waiting',
  expired: 'late',
  suspended: 'late',
  revoked: 'late',
  superseded: 'closed',
};

export const toneOfStanding: Readonly<Record<Standing, 'success' | 'warning' | 'error'>> = {
  valid: 'success',
  'not-yet': 'warning',
  expired: 'error',
  suspended: 'error',
  revoked: 'error',
  superseded: 'warning',
};
