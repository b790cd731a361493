import type { Translation } from '../../messages.ts';
import type { live as source } from '../ar/live.ts';

export const live: Translation<typeof source> = {
  'new.one': '1 new report: show it',
  'new.two': '2 new reports: show them',
  'new.few': '{shown} new reports: show them',
  'new.many': '{shown} new reports: show them',
  'new.other': '{shown} new reports: show them',
  'changed.one': '1 report in the list was updated',
  'changed.two': '2 reports in the list were updated',
  'changed.few': '{shown} reports in the list were updated',
  'changed.many': '{shown} reports in the list were updated',
  'changed.other': '{shown} reports in the list were updated',
  and: ', ',
  again: 'The list has changed: show it',
  gone: 'No longer in this list',
  lost: 'Live updates are interrupted; trying again. What you see is the last that arrived.',
  ended: 'Your session has ended. Sign in again to go on.',
  'case.updated': 'The page was updated: {name}, {action}',
  'case.conflict': 'The report changed while you were writing',
  'case.who': '{name}: {action}',
  'case.system': 'The system',
  'case.kept': 'What you wrote is still there. Look at what changed before you send.',
  'case.show': 'Show what changed',
};
