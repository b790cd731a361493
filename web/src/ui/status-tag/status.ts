/** What a colour means, everywhere: never a second meaning, never without icon and word. */
export const STATUS_MEANINGS = ['received', 'working', 'waiting', 'done', 'closed', 'late'] as const;
export type StatusMeaning = (typeof STATUS_MEANINGS)[number];
