import { expect, test } from 'vitest';
import { sized, valuesOf } from './design-controls.ts';
import { controlsOf, type PartChoices } from './design-kinds.ts';
import { changedMembers } from './design-reading.ts';

const choices: PartChoices = {
  ...{
    fields: [],
    numbers: [],
    states: [],
    actions: [],
    clocks: [],
    documents: [],
    notices: [],
    teams: [],
    departments: [],
  },
  word: (key) => key,
};
const LANGUAGES = ['ar', 'en'];
const action = {
  title: { ar: 'قبول', en: 'Approve' },
  from: ['review'],
  to: 'approved',
  by: ['team'],
  input: [
    'conditions',
    { key: 'note', type: 'text', title: { ar: 'ملاحظة', en: 'Note' }, max: 300, dataClass: 'internal' },
  ],
  effects: [
    { do: 'set', values: { decidedOn: 'today()' } },
    { do: 'decide', result: '"approved"', reason: 'data.reason' },
    { do: 'notify', notice: 'applicationIssued', to: ['applicant', 'team'] },
    { do: 'schedule', action: 'lapse', after: { amount: 3, unit: 'day' }, when: 'data.late' },
  ],
};

/** The form of an action as it is shown, and what was typed into it besides. */
function form(node: object, typed: Record<string, string> = {}) {
  const controls = sized(controlsOf('action', choices), node);
  const data = new FormData();
  for (const [name, value] of Object.entries({ ...valuesOf(controls, node), ...typed })) {
    const many = /\.(?:notify-to|of)$|^(?:from|by|fourEyes|audience)$/.test(name);
    for (const one of many ? value.split('\n') : [value]) data.append(name, one);
  }
  return changedMembers(controls, node, data, LANGUAGES);
}

test('a form that nobody changed changes nothing', () => {
  expect([...form(action)]).toEqual([]);
});

test('an effect is added, another becomes of another kind, and rows change places', () => {
  const changed = form(action, {
    'effects.4.do': 'issueDocument',
    'effects.4.issueDocument-document': 'permit',
    'effects.1.do': 'escalate',
    'effects.1.escalate-by': '1',
    'effects.2.~order': '1',
    'effects.0.~order': '3',
    'effects.1.~order': '2',
  });
  expect(changed.get('effects')).toEqual([
    { do: 'notify', notice: 'applicationIssued', to: ['applicant', 'team'] },
    { do: 'escalate', by: 1 },
    { do: 'set', values: { decidedOn: 'today()' } },
    { do: 'schedule', action: 'lapse', after: { amount: 3, unit: 'day' }, when: 'data.late' },
    { do: 'issueDocument', document: 'permit' },
  ]);
});

test('a question of an action keeps what its form does not show, a new one is named by its title, one is removed', () => {
  const changed = form(action, {
    'input.0.~remove': 'yes',
    'input.1.title.en': 'Remark',
    'input.2.title.ar': 'عدد الحضور',
    'input.2.type': 'integer',
  });
  expect(changed.get('input')).toEqual([
    { key: 'note', type: 'text', title: { ar: 'ملاحظة', en: 'Remark' }, max: 300, dataClass: 'internal' },
    { key: 'addAlhdur', type: 'integer', title: { ar: 'عدد الحضور' }, dataClass: 'internal' },
  ]);
});

test('amounts by class, the start of a clock and its end are plain fields and come back as they were', () => {
  const clock = {
    title: { ar: 'م', en: 'C' },
    kind: 'norm',
    startsOn: { state: 'review' },
    onBreach: { action: 'lapse' },
  };
  const controls = sized(controlsOf('clock', choices), clock);
  const values = valuesOf(controls, clock);
  expect(values).toMatchObject({ startsOn: 'state:review', 'onBreach.action': 'lapse' });
  const data = new FormData();
  for (const [name, value] of Object.entries({
    ...values,
    startsOn: 'open',
    'onBreach.action': '',
    'onBreach.effects.0.do': 'escalate',
    'onBreach.effects.0.escalate-by': '2',
  }))
    data.append(name, value);
  expect(Object.fromEntries(changedMembers(controls, clock, data, LANGUAGES))).toEqual({
    startsOn: 'open',
    onBreach: [{ do: 'escalate', by: 2 }],
  });
  const offer = { terms: { days: 5, rate: { low: 3, high: 7 } } };
  const terms = sized(controlsOf('offer', choices), offer);
  const typed = new FormData();
  const shown = valuesOf(terms, offer);
  for (const [name, value] of Object.entries(shown)) typed.append(name, value === '7' ? '8' : value);
  expect(Object.fromEntries(changedMembers(terms, offer, typed, LANGUAGES))).toEqual({
    terms: { days: 5, rate: { low: 3, high: 8 } },
  });
});
