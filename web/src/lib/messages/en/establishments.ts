import type { Translation } from '../../messages.ts';
import type { establishments as source } from '../ar/establishments.ts';

export const establishments: Translation<typeof source> = {
  title: 'Act for my establishment',
  lead: 'If the commercial register names you as owner or manager of an establishment, enter its number and apply in its name.',
  number: 'Commercial registration number',
  'number.hint': 'Ten digits, as on the certificate.',
  'why.title': 'We ask the Ministry of Commerce',
  'why.text':
    'We send the number to the commercial register and receive the establishment’s name and status, and the names and numbers of its owners and managers, to see that you are one of them. Legal basis: your consent under the Personal Data Protection Law. That it was asked is entered in the exchange log; you see it under “My data”.',
  agree: 'I agree that the Ministry of Commerce is asked about this establishment to verify my capacity in it.',
  do: 'Verify and act for it',
  otherwise: 'Did somebody give you a mandate? Choose here:',
  'ended.title': 'Your session has ended',
  'ended.text':
    'Its time ran out, or the mandate you acted under was revoked. What was saved of your application is kept: if it is an establishment’s, whoever still has a mandate can go on with it, and so can you with a new one.',
  link: 'Add an establishment that I own or manage',
};
