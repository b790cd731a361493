import type { Translation } from '$lib/messages.ts';
import type { mine as ar } from '../ar/mine.ts';

export const mine: Translation<typeof ar> = {
  'reports.title': 'My reports',
  'reports.lead': 'Reports you made while signed in, and reports of others you follow.',
  'reports.open': 'In work',
  'reports.all': 'All',
  'reports.which': 'What would you like to see?',
  'reports.none.title': 'No reports here yet',
  'reports.none.text':
    'Every report you make while signed in stands here, and with it the reports of others you follow.',
  'reports.new': 'Report a problem',
  'reports.code': 'You have a number and a code? Track a report',
  'reports.act': 'Waits for your answer',
  'reports.total': { one: 'One report', other: '{shown} reports' },
  'reports.more': 'More than {shown} reports',
  older: 'Older',
  newest: 'Back to the newest',

  'inbox.title': 'My notices',
  'inbox.unread': { one: 'One new notice', other: '{shown} new notices' },
  'inbox.new': 'New',
  'inbox.read': 'Mark as read',
  'inbox.readAll': 'Mark all as read',
  'inbox.open': 'See details',
  'inbox.here': 'here',
  'inbox.none.title': 'No notices yet',
  'inbox.none.text': 'Every change of a report or an application you made or follow is told here.',

  'mailbox.title': 'Development mailbox',
  'mailbox.lead':
    'Nothing leaves this demonstration. What would reach people by mail or SMS is shown here as it is, with its links.',
  'mailbox.email': 'E-mail',
  'mailbox.sms': 'SMS',
  'mailbox.to': 'To',
  'mailbox.from': 'From',
  'mailbox.copies': { one: 'Arrived once', other: 'Arrived {shown} times' },
  'mailbox.none.title': 'The mailbox is empty',
  'mailbox.none.text': 'Make a report with a mobile number or an e-mail address; its message is here in a moment.',
};
