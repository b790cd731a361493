import type { Translation } from '$lib/messages.ts';
import type { about as ar } from '../ar/about.ts';

export const about: Translation<typeof ar> = {
  'access.title': 'Accessibility',
  'access.lead': 'Everybody should be able to report a problem and follow it, with any device and any ability.',
  'access.does.title': 'What works',
  'access.does.1': 'Reporting, tracking and reading all work without JavaScript, on a weak network and an old phone.',
  'access.does.2': 'Whatever a mouse does a keyboard does, and it is always seen where you are.',
  'access.does.3': 'Each map has a list beside it that says what is on it, each chart a table of its figures.',
  'access.does.4': 'Colour alone says nothing: a word and a sign go with it.',
  'access.does.5':
    'Pages can be enlarged to 400% without sideways scrolling, and follow your choice of a dark look and of less motion.',
  'access.not.title': 'What does not work as it should',
  'access.not.1':
    'Putting the mark on the map needs JavaScript and a mouse or touch. Instead search for the place, choose the district or write the coordinates.',
  'access.not.2': 'Photos people add to reports have no written description other than that of the report.',
  'access.not.3':
    'No independent body has reviewed these pages yet. We check them ourselves against WCAG 2.2, level AA.',
  'access.help.title': 'If it does not work for you',
  'access.help': 'Call {phone}: the agent makes the report for you. Or tell us what stood in your way.',

  'privacy.title': 'Privacy',
  'privacy.lead': 'What we know about you, why, and who sees it.',
  'privacy.report.title': 'When you report',
  'privacy.report.1':
    'You can report without name or number. What you write reaches us only when you send the report; photos when you add them.',
  'privacy.report.2':
    'Your name, number and e-mail, if you give them, are seen only by those in charge of your report, to tell you what happens and to ask whether it is fixed.',
  'privacy.report.3':
    'Photos are written anew here, which removes camera and position data, and the public sees none before an officer releases it.',
  'privacy.report.4':
    'The tracking code opens your report to whoever has it. Do not pass it on. We do not store it; it is computed again.',
  'privacy.public.title': 'What the public sees',
  'privacy.public.1':
    'Reports of public places are shown with place, status and description, with numbers, e-mail addresses and vehicle plates masked.',
  'privacy.public.2': 'Reports of people, shops or homes are not shown to the public.',
  'privacy.device.title': 'On your device',
  'privacy.device.1':
    'We keep your sign-in, your language and the look of the page there, nothing else. No advertising, no trackers, nothing of another site.',
  'privacy.rights.title': 'Your rights',
  'privacy.rights':
    'You may know what we hold about you and ask for it to be corrected or destroyed, as data protection law provides. Call {phone} or use your account page.',
};
