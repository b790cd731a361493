export { lintService } from './lint.ts';
export { askedFields, composeType } from './rules-compose.ts';
export { feeOf } from './rules-fees.ts';
