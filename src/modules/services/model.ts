export * from './model-card.ts';
export * from './model-catalogue.ts';
export * from './model-catalogue-lint.ts';
export * from './model-design.ts';
export * from './model-document.ts';
export * from './model-gates.ts';
export * from './model-service.ts';
export * from './model-words.ts';
