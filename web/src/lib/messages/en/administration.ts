import type { Translation } from '../../messages.ts';
import type { administration as source } from '../ar/administration.ts';

export const administration: Translation<typeof source> = {
  title: 'Administration',
  lead: 'What decides how the municipality works on reports: rules, categories, teams and people. Every change is kept with who made it and when.',
  readOnly: 'For reading only: an administrator makes changes.',
  'index.routing': 'To which team each report goes, with which priority, and who is told.',
};
