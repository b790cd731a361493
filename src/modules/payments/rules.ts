export * from './rules-bill.ts';
export * from './rules-notice.ts';
export * from './rules-reconcile.ts';
export * from './rules-refund.ts';
export * from './rules-tlv.ts';
