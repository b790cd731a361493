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

  'follow.title': 'Follow this report',
  'follow.same':
    'You saw the same problem? Following this report helps more than another one about it, and you hear whenever its state changes.',
  'follow.to': 'Your e-mail address or mobile number',
  'follow.to.hint':
    'Such as {mobile} or name@example.com. We send you something to confirm first, then the news and nothing else; you can stop it at any time.',
  'follow.send': 'Follow the report',
  'follow.signIn': 'Or sign in to follow it from your account',
  'follow.button': 'Follow this report',
  'follow.yours': 'You follow this report and hear of it in the ways you chose for your notices.',
  'follow.stop': 'Stop following',
  'follow.stopped': 'You no longer follow this report.',
  'follow.asked.title': 'One thing is left: confirm',
  'follow.asked.email':
    'We sent a message there. Open the link in it within {hours} hours to begin following; nothing comes before that.',
  'follow.asked.email.short':
    'We sent you an e-mail. Open the link in it to begin following; nothing comes before that.',

  'similar.to': 'To follow one of them: your e-mail address or mobile number',
  'similar.to.hint':
    'Such as {mobile} or name@example.com. Enter it, then press “This is it: follow it” at the report.',
  'similar.to.missing': 'Enter your e-mail address or mobile number, so that the news can reach you.',

  'code.page': 'Confirm your mobile number',
  'code.lead': 'We sent you an SMS with a code of six digits. Enter it here to begin following.',
  'code.label': 'Code',
  'code.send': 'Confirm',
  'code.empty': 'Enter the six digits you were sent.',
  'code.wrong': {
    zero: 'The code is wrong, and no try is left: go back to the report and ask for a new code.',
    one: 'The code is wrong. One try is left.',
    other: 'The code is wrong. {count} tries are left.',
  },
  'code.again': 'No message came? Go back to the report and ask to follow it once more.',

  'link.title': 'Following a report',
  'link.report': 'Report',
  'link.state': 'Its state now',
  'link.to.email': 'E-mail',
  'link.to.sms': 'Mobile',
  'link.confirm.text':
    'Press to begin following. A message comes whenever the state of the report changes, each with a link to stop.',
  'link.confirm': 'Follow the report',
  'link.confirmed': 'You follow this report now. A message comes whenever its state changes.',
  'link.running': 'This address follows the report.',
  'link.read': 'Read the report',
  'link.end': 'Stop following and erase my address',
  'link.ended.title': 'You no longer follow it',
  'link.ended.text': 'No more messages about this report will come, and your address is erased.',
  'link.ended.more': 'Reports of the city',

  'proof.title': 'Many requests came from your network',
  'proof.text': 'Your browser does the check by itself and then sends the request. Nothing is asked of you.',
  'proof.wait': 'What you typed is kept on this page: wait {seconds} seconds, then press the button again.',

  'own.title': 'My reports without signing in',
  'own.lead':
    'Enter the e-mail address or mobile number you left with your reports. We send it a link that opens all of them once, without signing in.',
  'own.to.hint': 'Such as {mobile} or name@example.com',
  'own.send': 'Send the link',
  'own.signIn': 'You were signed in when you made them? Open My reports',
  'own.asked.title': 'Look at your messages',
  'own.asked':
    'If reports were made with this address, we sent it a link that opens once within {minutes} minutes. If no message comes, there are none, or many links were sent there a short while ago.',
  'own.open.text':
    'This link opens once. Press to see your reports in this browser, and close them if the device is not yours.',
  'own.open': 'Show my reports',
  'own.again': 'Ask for a new link',
  'own.list': 'Reports made with this address in the last {days} days.',
  'own.until': {
    one: 'The list stays open in this browser for one more minute.',
    other: 'The list stays open in this browser for {shown} more minutes.',
  },
  'own.close': 'Close it now',
  'own.closed': 'The list is closed in this browser.',
  'claim.yours.all': 'The reports in my account',
  'track.own': 'You left an e-mail address or mobile number? Ask for a link to all your reports',
};
