import type { Translation } from '../../messages.ts';
import type { suggesting as source } from '../ar/suggesting.ts';

export const suggesting: Translation<typeof source> = {
  'what.learned': 'Earlier reports worded like yours were sorted here',
  'check.title': 'What you describe may rather be: {category}',
  'check.text':
    'You chose “{category}”. If that is right, send the report as it is: this is a suggestion made from earlier reports.',
  'check.take': 'Change to this category',
};
