import type { Translation } from '../../messages.ts';
import type { floods as ar } from '../ar/floods.ts';

export const floods: Translation<typeof ar> = {
  title: 'Reports that came in a flood',
  link: 'Floods of reports',
  lead: 'Reports without sign-in of the last {hours} hours whose texts are nearly the same or that gather at one place. None was removed; each takes its usual course.',
  'empty.title': 'No flood of reports',
  'empty.text': 'When many reports come with nearly the same text or at one place, they are shown here as one group.',
  'why.text': 'The same text, or nearly',
  'why.place': 'One place',
  'why.urgent': 'Reports of danger, taken in at once in spite of the flood',
  count: { one: 'One report', other: '{shown} reports' },
  origins: { one: 'from one network', other: 'from {shown} networks' },
  between: 'from',
  until: 'to',
  more: 'and {shown} more',
  settle: 'Looked at',
  settled: 'The group is noted as looked at; its reports go on as they are.',
  back: 'Triage',
};
