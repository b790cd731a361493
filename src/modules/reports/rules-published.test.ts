import { expect, it } from 'vitest';
import { publishedAs } from './rules-published.ts';

const standing = (state: string, team: string | null = 'ROADS') => ({ state, team });

it('names an entry by what it did, and tells the public only of what it can see', () => {
  expect(publishedAs({ before: null, after: standing('received'), action: 'open' })).toEqual({
    type: 'report.received',
    publicNews: true,
  });
  expect(publishedAs({ before: standing('received'), after: standing('triaged'), action: 'triage' }).type).toBe(
    'report.state-changed',
  );
  const moved = publishedAs({ before: standing('assigned'), after: standing('assigned', 'LIGHT'), action: 'assign' });
  expect(moved).toEqual({ type: 'report.assigned', publicNews: false });
  for (const [action, publicNews] of [
    ['note', false],
    ['follow', false],
    ['moderate', true],
    ['reclassify', true],
  ] as const) {
    const same = { before: standing('triaged'), after: standing('triaged'), action };
    expect(publishedAs(same)).toEqual({ type: 'report.changed', publicNews });
  }
});
