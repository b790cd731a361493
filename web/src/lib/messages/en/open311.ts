import type { Translation } from '$lib/messages.ts';
import type { open311 as ar } from '../ar/open311.ts';

export const open311: Translation<typeof ar> = {
  title: 'The open standard Open311',
  lead: 'An open standard by which cities and apps exchange reports. Its GeoReport v2 is served here as published, in XML and JSON, with FixMyStreet’s extension for updates.',
  card: 'Reports by the open standard GeoReport v2, for systems and apps that know it.',
  begin: 'How to begin',
  production: 'Production',
  test: 'Test',
  'test.text': 'Checks what is sent as production does and keeps nothing; answers with the number TEST.',
  discovery: 'Discovery',
  jurisdiction: 'City (jurisdiction_id)',
  key: 'Key (api_key)',
  'key.text':
    'Reading needs none. Sending needs a key, which the integration manager issues to your organisation; it goes into api_key. Who reads with a key also sees what it sent itself and is not public.',
  once: 'Done once',
  'once.text':
    'Send your own number of a report in external_id, attribute[external_id] or attribute[fixmystreet_id]: sent again, it is answered with the same report. Whoever lost an answer asks tokens/YOUR-NUMBER with the key. An Idempotency-Key header works too.',
  language: 'Language',
  'language.text': 'By locale or the Accept-Language header; otherwise the city’s first.',
  endpoints: 'Addresses',
  'column.address': 'Address',
  'column.what': 'What it does',
  'get.discovery': 'The endpoints and their formats',
  'get.services': 'What can be reported: code, name, group, keywords',
  'get.service': 'The questions of one service and the types of their answers',
  'post.requests': 'Makes a report (a form, application/x-www-form-urlencoded)',
  'get.requests': 'Reports of at most 90 days, newest first, at most 1,000 a page (page, page_size)',
  'get.request': 'How a report stands, by its number',
  'get.token': 'The number of a report by its token, or by your own number of it',
  'get.updates': 'What changed state in a span of time, but for what you wrote yourself',
  'post.updates':
    'Adds what the reporter says to a report you sent: a text, fixed to confirm, or reopen for “not fixed”',
  try: 'Try it',
  'try.services': 'Read what can be reported',
  'try.requests': 'Read the newest open reports, with what the standard has no member for (extensions=true)',
  'try.post': 'Check a report at the test endpoint',
  'try.update': 'Add to a report you sent',
  errors: 'Errors',
  'errors.text':
    'They come in the standard’s form: a list errors, each with code and description. 404 is for what is not there, 403 for a missing or wrong key, 429 with Retry-After for too many requests, 400 for nearly everything else.',
  truth: 'What a status means',
  'truth.text':
    'open and closed are the standard’s; work that the reporter has not confirmed is still open. How a report ended is in status_notes and, with extensions=true, in extended_attributes: state, result, fixed. Nothing is called fixed unless the reporter confirmed it.',
};
