/** What the state of a connection means, in the colours of the product. */
export const CONNECTOR_MEANINGS = {
  running: 'done',
  trying: 'waiting',
  resting: 'late',
  paused: 'waiting',
  'no-secrets': 'waiting',
  idle: 'closed',
} as const;

/** What the outcome of a call means. */
export const OUTCOME_MEANINGS = {
  answered: 'done',
  heard: 'done',
  refused: 'waiting',
  unavailable: 'late',
  unknown: 'late',
} as const;

/** A reason the product has words for; an agency's own code of refusal is shown as it is. */
export const REASONS = [
  'not-configured',
  'paused',
  'resting',
  'rate',
  'address-refused',
  'unreachable',
  'timeout',
  'agency-error',
  'busy',
  'access-refused',
  'redirected',
  'too-large',
  'broken-answer',
  'not-found',
] as const;
export const isReason = (text: string): text is (typeof REASONS)[number] => REASONS.some((one) => one === text);
