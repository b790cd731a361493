import type { Translation } from '$lib/messages.ts';
import type { following as ar } from '../ar/following.ts';

export const following: Translation<typeof ar> = {
  'claim.title': 'You made a report without signing in?',
  'claim.lead':
    'Enter its number and tracking code to add it to your reports: you can then answer and rate it from your account, and hear of it in the ways you chose for your notices.',
  'claim.text': 'This report is in nobody’s account. Add it to your reports to follow it without a code.',
  'claim.send': 'Add it to my reports',
  'claim.done': 'This report is in your reports now. You hear of it in the ways you chose for your notices.',
  'claim.before': 'This report was in your reports already.',
  'claim.yours': 'This report is in My reports',
  'claim.list': 'My reports',
  'claim.signIn.text': 'Would you like to find this report in your account? Sign in, then enter its number and code in',
  'claim.signIn': 'My reports',
};
