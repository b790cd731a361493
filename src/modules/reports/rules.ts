export * from './rules-closure.ts';
export * from './rules-duplicates.ts';
export * from './rules-notices.ts';
export * from './rules-open311.ts';
export * from './rules-public.ts';
export * from './rules-routing.ts';
export * from './rules-satisfaction.ts';
export * from './rules-tracking.ts';
