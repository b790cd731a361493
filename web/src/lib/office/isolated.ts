/** A number, a code or a reader's own words to stand within a sentence: hyphens would turn them round among Arabic words. */
export const isolated = (text: string): string => `\u2068${text}\u2069`;
