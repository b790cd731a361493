export * from './model-bill.ts';
export * from './model-notice.ts';
export * from './model-refund.ts';
export * from './model-statement.ts';
export * from './model-terms.ts';
