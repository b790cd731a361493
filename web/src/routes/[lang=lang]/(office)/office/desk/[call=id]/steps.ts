/** The columns of a call, one after the other on a small screen. */
export const STEPS = ['caller', 'place', 'what'] as const;
export type Step = (typeof STEPS)[number];
