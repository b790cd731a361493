import type { Translation } from '$lib/messages.ts';
import type { palette as ar } from '../ar/palette.ts';

export const palette: Translation<typeof ar> = {
  title: 'Command palette',
  open: 'Command palette',
  label: 'Number of a report, a page or an action',
  found: 'Where you can go',
  number: 'Open the report',
  search: 'Search the reports',
  page: 'Page',
  action: 'Action of this page',
  none: 'Nothing of this name.',
  'keys.move': 'move',
  'keys.go': 'go',
  'keys.close': 'close',
  'keys.help': 'shortcuts',
  pages: 'Pages of this name:',
};
