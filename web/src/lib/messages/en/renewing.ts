import type { Translation } from '$lib/messages.ts';
import type { renewing as ar } from '../ar/renewing.ts';

export const renewing: Translation<typeof ar> = {
  'choose.title': 'The licence to renew',
  'choose.hint': 'Your licences that can be renewed now. The form is filled in from the one you choose.',
  'choose.until': 'Valid until',
  'choose.not': 'Licences that cannot be renewed now',
  'choose.open': 'The application',
  'none.title': 'No licence can be renewed now',
  'none.text':
    'Licences issued to you on this portal are renewed here. If the licence is an establishment’s you represent, act for it; if it is on paper or from an earlier system, go to a customer service centre.',
  'none.act': 'Apply in another capacity',
  from: 'From licence {number}',
  'from.text':
    'These details are as your licence has them, and renewing does not change them. If they no longer fit, have the licence amended first.',
};
