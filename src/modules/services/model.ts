export * from './model-card.ts';
export * from './model-words.ts';
