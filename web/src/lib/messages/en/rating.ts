import type { Translation } from '$lib/messages.ts';
import type { rating as ar } from '../ar/rating.ts';

export const rating: Translation<typeof ar> = {
  question: 'How satisfied are you with how your report was handled?',
  given: 'Your rating',
  'score.1': 'Not at all',
  'score.2': 'Not satisfied',
  'score.3': 'So so',
  'score.4': 'Satisfied',
  'score.5': 'Very satisfied',
  word: 'In your words',
  'word.hint': 'What did we do well, or what is missing? No names or numbers, please.',
  send: 'Send the rating',
  change: 'Change the rating',
  until: 'You can change it until',
  missing: 'Choose a score from 1 to 5.',
  done: 'Thank you. Your rating is recorded; it is never shown publicly with your name.',
};
