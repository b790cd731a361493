export { lintService } from './lint.ts';
export { askedFields, composeType } from './rules-compose.ts';
export { editDesign } from './rules-design-edit.ts';
export { blankDesign, designLike, designOf } from './rules-design-start.ts';
export { contentOf, type WrittenField } from './rules-document.ts';
export { feeOf } from './rules-fees.ts';
export { DOCUMENT_EVENTS } from './rules-keeping.ts';
export { consultationType, consultationTypeId } from './rules-opinion-type.ts';
