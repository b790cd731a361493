import { getRandomValues } from 'node:crypto';
import { type Id, uuidv7 } from '#kernel/id.ts';

const POOL = 512;
const pool = new Uint8Array(POOL * 10);
let next = POOL;

/** A new id: sorts by time of creation, cannot be guessed from its neighbours (80 random bits less four of form). */
export function newId(): Id {
  if (next === POOL) {
    getRandomValues(pool);
    next = 0;
  }
  const at = next++ * 10;
  return uuidv7(Date.now(), pool.subarray(at, at + 10));
}
