export { lintService } from './lint.ts';
export { askedFields, composeType } from './rules-compose.ts';
export { contentOf, type WrittenField } from './rules-document.ts';
export { feeOf } from './rules-fees.ts';
export { DOCUMENT_EVENTS } from './rules-keeping.ts';
