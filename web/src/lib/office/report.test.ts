import { describe, expect, test } from 'vitest';
import type { CaseView } from '#modules/cases/api.ts';
import { actionsOf, neededFields, startingValues, undoOf } from './report.ts';

const words = (en: string) => ({ ar: `نموذج ${en}`, en });
const offer = (action: string, offered = true) => ({
  action,
  title: words(action),
  offered,
  reason: offered ? null : words(`why not ${action}`),
  form: [],
});

function view(changes: Partial<CaseView> = {}): CaseView {
  return {
    state: 'received',
    category: 'open',
    team: 'ROADS',
    assignee: null,
    priority: 3,
    clocks: [],
    timeline: [],
    actions: [],
    data: { category: { evidence: { photoBefore: true, photoAfter: true, position: true } } },
    ...changes,
  } as unknown as CaseView;
}

const primary = (at: CaseView, theirs: boolean) =>
  actionsOf(at, theirs, 'en', { right: 'Category', part: 'Category' }).offered.find((one) => one.primary)?.action;

describe('the one step that comes next', () => {
  const all = ['reject', 'triage', 'dispatch', 'start', 'resolve', 'assign', 'note', 'follow', 'merge'].map((name) =>
    offer(name),
  );

  test('is sorting for the desk, the work for the crew, and nothing for who only looks on', () => {
    expect(primary(view({ actions: all }), false)).toBe('triage');
    expect(primary(view({ actions: all, state: 'triaged' }), false)).toBe('dispatch');
    expect(primary(view({ actions: all.filter(({ action }) => action !== 'triage'), state: 'assigned' }), true)).toBe(
      'start',
    );
    expect(primary(view({ actions: all, state: 'on_site' }), true)).toBe('resolve');
    expect(primary(view({ actions: all, state: 'assigned' }), false)).toBeUndefined();
  });

  test('stands first, and what the page offers elsewhere is left out', () => {
    const { offered, mayNote, mayMerge } = actionsOf(view({ actions: all, state: 'triaged' }), false, 'en', {
      right: 'Category',
      part: 'Category',
    });
    expect(offered[0]?.action).toBe('dispatch');
    expect(offered.at(-1)?.action).toBe('reject');
    expect(offered.map(({ action }) => action)).not.toContain('note');
    expect(offered.map(({ action }) => action)).not.toContain('follow');
    expect([mayNote, mayMerge]).toEqual([true, true]);
  });

  test('what is not offered says why', () => {
    const { others } = actionsOf(view({ actions: [offer('start', false)] }), true, 'ar', {
      right: 'التصنيف',
      part: 'التصنيف',
    });
    expect(others).toEqual([{ title: 'نموذج start', reason: 'نموذج why not start' }]);
  });
});

describe('the form of an action', () => {
  const files = (key: string) => ({ key, type: 'files' as const, title: words(key) });
  const form = [
    files('photosBefore'),
    files('photosAfter'),
    { key: 'resolution', type: 'longText' as const, title: words('done') },
  ];
  const needed = (at: CaseView) =>
    neededFields(at, { action: 'resolve', form })
      .filter(({ required }) => required)
      .map(({ key }) => key);

  test('says before what the evidence of the category will ask for', () => {
    expect(needed(view())).toEqual(['photosBefore', 'photosAfter', 'resolution']);
    const data = { category: { evidence: { photoBefore: true, photoAfter: false, position: false } }, photos: ['a'] };
    expect(needed(view({ data: data as never }))).toEqual(['resolution']);
  });

  test('begins with what the case holds; a note is for the office alone', () => {
    const assign = { action: 'assign', form: [{ key: 'team', type: 'text' as const, title: words('team') }] };
    expect(startingValues(view(), assign)).toEqual({ 'input.team': 'ROADS' });
    expect(startingValues(view(), { action: 'note', form: [] })).toEqual({ 'input.audience': 'office' });
  });

  test('can be taken back where the values before it are known', () => {
    expect(undoOf(view(), 'setPriority')).toBe('priority=3');
    expect(undoOf(view({ assignee: { id: 'p1', name: words('one') } }), 'assign')).toBe('team=ROADS&assignee=p1');
    expect(undoOf(view(), 'reject')).toBeNull();
  });
});
