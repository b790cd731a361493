import type { StatusMeaning } from './status.ts';

/** How a status is drawn where there is no room for a word; both are SVG paths within 24 by 24. */
export interface StatusMark {
  readonly outline: string;
  /** Drawn with a line two wide upon the outline. */
  readonly glyph: string;
}

/** Each meaning has a shape of its own, so that they are told apart without colours too. */
export const STATUS_MARKS: Readonly<Record<StatusMeaning, StatusMark>> = {
  received: {
    outline: 'M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20z',
    glyph: 'M12 9.500a2.500 2.500 0 1 1 0 5 2.500 2.500 0 0 1 0-5z',
  },
  working: {
    outline:
      'M6 2.500h12A3.500 3.500 0 0 1 21.500 6v12a3.500 3.500 0 0 1-3.500 3.500H6A3.500 3.500 0 0 1 2.500 18V6A3.500 3.500 0 0 1 6 2.500z',
    glyph:
      'M16 6.500a4 4 0 0 0-5 5l-4.400 4.400a1.100 1.100 0 0 0 1.500 1.500l4.400-4.400a4 4 0 0 0 5-5l-2.400 2.400-1.500-1.500z',
  },
  waiting: {
    outline: 'M12 .800 23.200 12 12 23.200.800 12z',
    glyph: 'M8.500 7h7M8.500 17h7M9.500 7c0 4 5 5 5 10M14.500 7c0 4-5 5-5 10',
  },
  done: { outline: 'M12 1 21.500 6.500v11L12 23l-9.500-5.500v-11z', glyph: 'm7.500 12.300 3.200 3.200 6-6.500' },
  closed: { outline: 'M8 5h8a7 7 0 0 1 0 14H8A7 7 0 0 1 8 5z', glyph: 'M7.500 12h9' },
  late: { outline: 'M12 1.500 23 21H1z', glyph: 'M12 9v5m0 3.500h.010' },
};
