/** A number or a code to stand within a sentence: its hyphens would turn it round among Arabic words. */
export const isolated = (code: string): string => `\u2066${code}\u2069`;
