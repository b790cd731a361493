import { z } from 'zod';

/** Yes or no, also as an address says it: `true` or `false` in letters. Anything else is refused. */
export const Flag = z.preprocess((value) => (value === 'true' ? true : value === 'false' ? false : value), z.boolean());
