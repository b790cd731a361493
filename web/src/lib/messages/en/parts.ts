import type { Translation } from '$lib/messages.ts';
import type { parts as ar } from '../ar/parts.ts';

export const parts: Translation<typeof ar> = {
  title: 'Parts of the work',
  all: 'all closed',
  add: 'Add a part for another department',
  further: 'Add part {n} for another department in the same step',
  what: 'What the other department is to do',
  team: 'Team',
  nobody: 'no team',
  due: 'Due',
  of: 'Part of report',
  'reporter.title': 'Who works on your report',
  'reporter.lead': 'More than one department works on your report; each has a part of it.',
  'reporter.working': 'Being worked on',
  'reporter.waiting': 'Waiting for another body',
  open: { one: 'one part is not done', other: '{shown} parts are not done' },
};
