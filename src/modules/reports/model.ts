export * from './model-catalogue.ts';
export * from './model-desk.ts';
export * from './model-handover.ts';
export * from './model-import.ts';
export * from './model-open311.ts';
export * from './model-report.ts';
export * from './model-routing.ts';
export * from './model-suggestion.ts';
