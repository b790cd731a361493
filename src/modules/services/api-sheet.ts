// The part of the front door that goes to the browser: the fee, as it is computed here.
export type { DraftRules } from './operations-draft-rules.ts';
export { feeOf } from './rules-fees.ts';
