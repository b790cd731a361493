import { describe, expect, it } from 'vitest';
import report from './fixtures/report.json' with { type: 'json' };
import { isPublishable, lint } from './lint.ts';
import { caseTypeJsonSchema } from './model.ts';

const options = { languages: ['ar', 'en'] };

/** The sound type with the members at these dotted paths changed, or taken away where undefined. */
function changed(changes: Readonly<Record<string, unknown>>): unknown {
  const type: unknown = structuredClone(report);
  for (const [path, value] of Object.entries(changes)) {
    const keys = path.split('.');
    const last = keys.pop()!;
    const holder = keys.reduce((node, key) => (node as Record<string, unknown>)[key], type) as Record<string, unknown>;
    if (value === undefined) delete holder[last];
    else holder[last] = value;
  }
  return type;
}

const after = (changes: Readonly<Record<string, unknown>>): string[] =>
  lint(changed(changes), options).map(({ path, code }) => `${code} ${path}`);

describe('the linter', () => {
  it('has nothing to say about a sound type', () => {
    expect(lint(report, options)).toEqual([]);
    expect(isPublishable([])).toBe(true);
  });

  const mobile = 'sections.2.fields.1';
  const actions = 'flow.actions';
  const correction = 'flow.standard.requestCorrection';

  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['a missing text', { 'title.en': undefined }, 'text-missing title'],
    [
      'a blank text',
      { 'flow.states.closed.title.applicant.ar': ' ' },
      'text-missing flow.states.closed.title.applicant',
    ],
    ['a state nothing leads to', { [`${actions}.confirm.to`]: 'closed' }, 'unreachable flow.states.verified'],
    ['a state nobody can leave', { 'flow.states.rejected.category': 'done' }, 'dead-end flow.states.rejected'],
    [
      'an open state without a clock',
      { 'clocks.resolve.stopsIn': ['resolved', 'on_site'] },
      'no-clock flow.states.on_site',
    ],
    [
      'a clock that is stopped by an effect',
      { [`${actions}.start.effects`]: [{ do: 'stopClock', clock: 'resolve' }] },
      'no-clock flow.states.on_site',
    ],
    [
      'a clock that is stopped on one way of several',
      { [`${actions}.agency_answered.effects`]: [{ do: 'stopClock', clock: 'resolve' }] },
      'no-clock flow.states.on_site',
    ],
    [
      'an open state without an owner',
      { [`${actions}.triage.by`]: ['reporter'], [`${actions}.reject.by`]: ['system'] },
      'no-owner flow.states.received',
    ],
    [
      'a wait without an end',
      { [`${actions}.ask_agency.effects.1`]: { do: 'escalate', by: 1 } },
      'waits-for-ever flow.states.waiting_external',
    ],
    ['an unknown state', { 'flow.initial': 'nowhere' }, 'unknown-name flow.initial'],
    ['an unknown notice', { 'flow.open.effects.2.notice': 'nowhere' }, 'unknown-name flow.open.effects.2'],
    [
      'an unknown field',
      { [`${actions}.start.effects`]: [{ do: 'set', values: { ghost: '1' } }] },
      `unknown-name ${actions}.start.effects.0`,
    ],
    ['an unknown role', { [`${actions}.start.by`]: ['team', 'chief'] }, `unknown-name ${actions}.start.by`],
    ['an unknown field to correct', { [`${correction}.fields`]: ['ghost'] }, `unknown-name ${correction}.fields`],
    [
      'a timer whose action the system may not take',
      { [`${actions}.close_unanswered.by`]: ['supervisor'] },
      `not-for-system ${actions}.resolve.effects.1`,
    ],
    [
      'FEEL that does not parse',
      { [`${actions}.not_fixed.when.must`]: 'case.closedAt = (' },
      `expression ${actions}.not_fixed.when.must`,
    ],
    [
      'FEEL that names an unknown field',
      { [`${actions}.resolve.checks.0.must`]: 'count(data.pictures) > 0' },
      `expression-name ${actions}.resolve.checks.0.must`,
    ],
    ['FEEL that names nothing known', { 'clocks.resolve.amount': 'hours' }, 'expression-name clocks.resolve.amount'],
    [
      'a condition that looks at the input',
      { [`${actions}.not_fixed.when.must`]: 'input.why != null' },
      `expression-name ${actions}.not_fixed.when.must`,
    ],
    [
      'an effect’s expression',
      { [`${actions}.hand_over.effects.0.team`]: 'input.crew' },
      `expression-name ${actions}.hand_over.effects.0.team`,
    ],
    ['a personal field without a class', { [`${mobile}.dataClass`]: undefined }, `class-missing ${mobile}`],
    ['personal data shown to all', { [`${mobile}.audience`]: ['public'] }, `personal-public ${mobile}`],
    [
      'branches without a last one',
      {
        [`${actions}.triage.to`]: [
          { when: 'true', to: 'assigned' },
          { when: 'true', to: 'triaged' },
        ],
      },
      `no-last-branch ${actions}.triage.to`,
    ],
    ['two fields of one key', { 'sections.1.fields.1.key': 'description' }, 'duplicate-key sections.1.fields.1'],
    [
      'an input that hides a field',
      { [`${actions}.triage.input.0.key`]: 'placeNote' },
      `duplicate-key ${actions}.triage.input.0`,
    ],
    [
      'an action with a standard name',
      { [`${actions}.note`]: { title: report.title, from: '*', by: ['team'] } },
      `reserved-key ${actions}.note`,
    ],
    [
      'a choice without options',
      { [`${actions}.reject.input.0.options`]: undefined },
      `field-incomplete ${actions}.reject.input.0`,
    ],
    ['a pattern that may run for ever', { [`${mobile}.pattern`]: '(a+)+b' }, `pattern ${mobile}.pattern`],
    ['a misspelt member', { retension: {} }, 'schema '],
  ])('tells of %s', (_, changes, expected) => {
    expect(after(changes)).toContain(expected);
  });

  it('says it in both languages', () => {
    const [finding] = lint(changed({ 'clocks.resolve.amount': 'hours' }), options);
    expect(finding?.text).toEqual({
      ar: 'تذكر العبارة ما لا وجود له هنا: hours',
      en: 'The expression names what does not exist here: hours',
    });
  });

  it('knows the roles of a tenant that has others', () => {
    expect(lint(report, { ...options, roles: ['triage', 'agent940', 'supervisor', 'chief'] })).toEqual([]);
    expect(lint(report, { ...options, roles: ['triage', 'agent940'] }).length).toBeGreaterThan(0);
  });

  it('takes anything at all', () => {
    for (const document of [null, 1, 'x', [], {}, { id: 'a' }]) {
      expect(isPublishable(lint(document, options))).toBe(false);
    }
  });
});

describe('the published schema', () => {
  it('describes the document', () => {
    const schema = caseTypeJsonSchema();
    expect(schema.$schema).toContain('2020-12');
    expect(Object.keys(schema.$defs as object)).toEqual(
      expect.arrayContaining(['CaseType', 'Field', 'Action', 'Effect', 'Clock']),
    );
  });
});
