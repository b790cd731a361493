// Long because conditions, warnings, versions and trials are proven over one world of rules.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isWorkingTime, type WorkingCalendar } from '#kernel/calendar.ts';
import { ReportCatalogue, type RoutingRule, RoutingRules } from './model.ts';
import {
  changedMembers,
  compileRules,
  getCategory,
  inHours,
  matchRules,
  type RoutingFacts,
  type RoutingWorld,
  route,
  ruleChanges,
  snapshotOf,
  trialOf,
  unknownCodes,
  warningsOf,
} from './rules.ts';

const catalogue = ReportCatalogue.parse(
  JSON.parse(readFileSync(new URL('../../../tenants/eastern/report-categories.json', import.meta.url), 'utf8')),
);
const calendar: WorkingCalendar = {
  timeZone: 'Asia/Riyadh',
  weekend: [5, 6],
  hours: { from: '07:30', to: '14:30' },
  holidays: [{ date: '2026-09-23', name: { ar: 'اليوم الوطني' } }],
  seasons: [],
};
const world: RoutingWorld = {
  catalogue,
  calendar,
  teams: new Set(['ROADS', 'PARKS']),
  municipalities: new Set(['dammam', 'khobar']),
  districts: new Map([
    ['shula', 'dammam'],
    ['aqrabiyah', 'khobar'],
  ]),
};

const rule = (id: string, when: object, outcome: object = { team: 'PARKS' }, enabled = true): RoutingRule =>
  RoutingRules.parse([{ id, name: { ar: id, en: id }, enabled, when, outcome }])[0]!;

const factsOf = (facts: Partial<RoutingFacts> & { code?: string } = {}): RoutingFacts => ({
  category: snapshotOf(catalogue, getCategory(catalogue, facts.code ?? 'RD-01')),
  area: { municipality: 'dammam', district: 'shula' },
  channel: 'portal',
  // A Sunday, ten in the morning in Riyadh.
  at: Temporal.Instant.from('2026-11-22T07:00:00Z'),
  description: 'حفرة بعد السيول',
  ...facts,
});

const match = (rules: RoutingRule[], facts = factsOf()) => matchRules(compileRules(rules, 1), facts, calendar);

describe('a condition', () => {
  const night = Temporal.Instant.from('2026-11-22T20:30:00Z');
  test.each<[string, object, Partial<RoutingFacts>, boolean]>([
    ['of nothing holds always', {}, {}, true],
    ['names the group', { groups: ['RD'] }, {}, true],
    ['or the category', { groups: ['LT'], categories: ['RD-01'] }, {}, true],
    ['not another', { categories: ['RD-02'] }, {}, false],
    ['names the municipality', { municipalities: ['dammam'] }, {}, true],
    ['or the district', { municipalities: ['khobar'], districts: ['shula'] }, {}, true],
    ['not where no place is', { municipalities: ['dammam'] }, { area: { municipality: null, district: null } }, false],
    ['names the channel', { channels: ['phone'] }, {}, false],
    ['names the weekday of the tenant', { weekdays: [7] }, {}, true],
    ['whose midnight is the tenant’s', { weekdays: [7] }, { at: Temporal.Instant.from('2026-11-22T21:30:00Z') }, false],
    ['names hours', { hours: { from: '10:00', to: '10:01' } }, {}, true],
    ['that run past midnight', { hours: { from: '22:00', to: '05:00' } }, { at: night }, true],
    ['asks for working time', { worktime: 'working' }, {}, true],
    ['or time off', { worktime: 'off' }, { at: night }, true],
    ['computes', { expression: 'contains(description, "السيول") and priority = "P2"' }, {}, true],
    ['which must be true, not merely something', { expression: 'hour' }, {}, false],
    ['looks at the clock of the report', { expression: 'weekday = 7 and hour = 10 and working' }, {}, true],
  ])('%s', (_, when, facts, holds) => {
    expect(match([rule('rule1', when)], factsOf(facts)).rule?.id).toBe(holds ? 'rule1' : undefined);
  });

  test('that cannot be computed does not hold', () => {
    expect(match([rule('rule1', { expression: 'nothing.known > 3' })]).rule).toBeNull();
  });

  test('knows a holiday', () => {
    expect(isWorkingTime(calendar, Temporal.Instant.from('2026-09-23T07:00:00Z'))).toBe(false);
    expect(isWorkingTime(calendar, Temporal.Instant.from('2026-09-22T07:00:00Z'))).toBe(true);
    expect(isWorkingTime(calendar, Temporal.Instant.from('2026-09-22T11:30:00Z'))).toBe(false);
  });
});

describe('the first rule that holds', () => {
  test('decides, and each before it says what did not hold', () => {
    const rules = [
      rule('offf', {}, { team: 'ROADS' }, false),
      rule('else', { municipalities: ['khobar'] }),
      rule('night', { hours: { from: '20:00', to: '06:00' } }),
      rule('here', { groups: ['RD'] }),
      rule('late', {}),
    ];
    const { rule: held, passed } = match(rules);
    expect(held?.id).toBe('here');
    expect(passed).toEqual([
      { rule: 'offf', because: 'disabled' },
      { rule: 'else', because: 'area' },
      { rule: 'night', because: 'hours' },
    ]);
  });

  const routed = (outcome: object, teams = ['ROADS', 'PARKS']) =>
    route(
      {
        catalogue,
        calendar,
        rules: compileRules([rule('rule1', {}, outcome)], 3),
        teams: teams.map((code) => ({ code, department: code, municipality: null, districts: [] })),
      },
      factsOf(),
    );

  test('gives what it names and leaves the rest to the default', () => {
    expect(routed({ team: 'PARKS' })).toMatchObject({ team: 'PARKS', department: 'PARKS', rules: 3, rule: 'rule1' });
    const urgent = routed({ priority: 'P1', notify: true });
    expect(urgent).toMatchObject({ team: 'ROADS', urgency: 1, notify: true, category: { priority: 'P1' } });
    expect(urgent.clocks.dispatchMinutes).toBe(catalogue.priorities[0]!.dispatchMinutes);
    expect(urgent.clocks.resolve).toEqual(factsOf().category.resolve);
    expect(routed({ outsideOwner: 'NWC' }).category.externalOwner?.code).toBe('NWC');
  });

  test('whose team is gone leaves the report to the default and says so', () => {
    const left = routed({ team: 'PARKS' }, ['ROADS']);
    expect(left.team).toBe('ROADS');
    expect(left.reasons.map(({ code }) => code)).toContain('team-gone');
  });
});

const anyWhen = fc.record({
  groups: fc.subarray(['RD', 'LT']),
  categories: fc.subarray(['RD-01', 'RD-02', 'LT-01']),
  municipalities: fc.subarray(['dammam', 'khobar']),
  districts: fc.subarray(['shula', 'aqrabiyah']),
  channels: fc.subarray(['portal', 'phone']),
  weekdays: fc.subarray([1, 5, 7]),
  hours: fc.constantFrom(
    null,
    { from: '08:00', to: '12:00' },
    { from: '22:15', to: '05:00' },
    { from: '00:00', to: '24:00' },
  ),
  worktime: fc.constantFrom(null, 'working', 'off'),
  expression: fc.constantFrom(null, null, 'safety', 'false', 'hour > 9'),
});
const anyRules = fc
  .array(fc.record({ when: anyWhen, team: fc.constantFrom('ROADS', 'PARKS'), enabled: fc.boolean() }), { maxLength: 7 })
  .map((list) => list.map(({ when, team, enabled }, i) => rule(`rule${i}`, when, { team }, enabled)));
const anyFacts = fc
  .record({
    code: fc.constantFrom('RD-01', 'RD-02', 'LT-01', 'BL-05'),
    area: fc.constantFrom(
      { municipality: 'dammam', district: 'shula' },
      { municipality: 'dammam', district: null },
      { municipality: 'khobar', district: 'aqrabiyah' },
      { municipality: null, district: null },
    ),
    channel: fc.constantFrom('portal', 'phone', 'app'),
    at: fc
      .integer({ min: 0, max: 14 * 24 * 4 })
      .map((n) => Temporal.Instant.from('2026-11-15T00:00:00Z').add({ minutes: n * 15 })),
  })
  .map((facts) => factsOf(facts));

describe('any list of rules', () => {
  test('decides by the first that would hold alone', () => {
    fc.assert(
      fc.property(anyRules, anyFacts, (rules, facts) => {
        const alone = rules.find((one) => match([one], facts).rule !== null);
        const { rule: held, passed } = match(rules, facts);
        expect(held).toBe(alone ?? null);
        expect(passed.map((one) => one.rule)).toEqual(
          rules.slice(0, alone === undefined ? rules.length : rules.indexOf(alone)).map(({ id }) => id),
        );
      }),
    );
  });

  test('does without the rules it is told are shadowed or can never hold', () => {
    fc.assert(
      fc.property(anyRules, anyFacts, (rules, facts) => {
        const useless = warningsOf(rules, world)
          .filter(({ kind }) => kind === 'shadowed' || kind === 'never')
          .map(({ rule: id }) => id);
        const held = match(rules, facts).rule;
        expect(useless).not.toContain(held?.id);
        const without = rules.filter(({ id }) => !useless.includes(id));
        expect(match(without, facts).rule?.id).toBe(held?.id);
      }),
      { numRuns: 500 },
    );
  });

  test('is told of every pair of which the earlier took a report from the later', () => {
    fc.assert(
      fc.property(anyRules, anyFacts, (rules, facts) => {
        const warnings = warningsOf(rules, world);
        const holding = rules.filter((one) => match([one], facts).rule !== null);
        const [first, ...taken] = holding;
        for (const later of taken) {
          const told = warnings.some((one) => one.rule === later.id && one.kind !== 'refers');
          // Unless the later is for all that the earlier leaves: that is how exceptions are written.
          const exception = warningsOf([later, first!], world).some(
            (one) => one.rule === first!.id && one.kind === 'shadowed',
          );
          expect(told || exception).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('is not said to have changed where it has not, and every change is found', () => {
    fc.assert(
      fc.property(anyRules, fc.nat(6), (rules, at) => {
        expect(ruleChanges(rules, structuredClone(rules))).toEqual([]);
        const without = rules.filter((_, i) => i !== at);
        const changes = ruleChanges(rules, without);
        expect(changes.map(({ kind }) => kind)).toEqual(rules[at] === undefined ? [] : ['removed']);
        expect(ruleChanges(without, rules).map(({ kind }) => kind)).toEqual(rules[at] === undefined ? [] : ['added']);
      }),
    );
  });
});

describe('warnings', () => {
  test.each<[string, object[], string[]]>([
    [
      'a later rule below a wider one is shadowed',
      [{ municipalities: ['dammam'] }, { districts: ['shula'] }],
      ['rule1 shadowed rule0'],
    ],
    ['an exception before the rule is none', [{ districts: ['shula'] }, { municipalities: ['dammam'] }], []],
    [
      'crossing conditions overlap in part',
      [{ groups: ['RD'] }, { municipalities: ['dammam'] }],
      ['rule1 partly rule0'],
    ],
    ['apart is apart', [{ groups: ['RD'] }, { groups: ['LT'] }], []],
    [
      'hours that do not meet',
      [{ hours: { from: '08:00', to: '12:00' } }, { hours: { from: '12:00', to: '08:00' } }],
      [],
    ],
    [
      'working hours at night never are',
      [{ worktime: 'working', hours: { from: '20:00', to: '23:00' } }],
      ['rule0 never null'],
    ],
    ['nor on the weekend', [{ worktime: 'working', weekdays: [5, 6] }], ['rule0 never null']],
    ['an expression that is always false', [{ expression: '1 > 2' }], ['rule0 never null']],
    ['a category that is not there', [{ categories: ['XX-1', 'RD-01'] }], ['rule0 refers null']],
  ])('%s', (_, whens, expected) => {
    const rules = whens.map((when, i) => rule(`rule${i}`, when));
    expect(warningsOf(rules, world).map(({ rule: id, kind, by }) => `${id} ${kind} ${by}`)).toEqual(expected);
  });

  test('a team and an agency that are not there are named', () => {
    expect(unknownCodes(rule('rule1', {}, { team: 'GONE', outsideOwner: 'NOBODY' }), world)).toEqual([
      { part: 'team', code: 'GONE' },
      { part: 'outsideOwner', code: 'NOBODY' },
    ]);
  });

  test('the end of a span is not in it', () => {
    expect(inHours({ from: '08:00', to: '12:00' }, 720)).toBe(false);
    expect(inHours({ from: '22:00', to: '24:00' }, 1_439)).toBe(true);
  });
});

describe('between versions', () => {
  test('a rule that only moved is said to have moved, and few are', () => {
    const [a, b, c, d] = ['aaaa', 'bbbb', 'cccc', 'dddd'].map((id) => rule(id, {}));
    expect(ruleChanges([a!, b!, c!, d!], [d!, a!, b!, c!])).toMatchObject([
      { kind: 'moved', rule: { id: 'dddd' }, from: 4, to: 1 },
    ]);
  });

  test('members that differ are named by their path', () => {
    expect(changedMembers({ a: { b: 1, c: [1] } }, { a: { b: 1, c: [2] }, d: true })).toEqual([
      { path: 'a.c', before: [1], after: [2] },
      { path: 'd', before: null, after: true },
    ]);
  });
});

test('a trial counts what would have been otherwise', () => {
  const teams = ['ROADS', 'PARKS'].map((code) => ({ code, department: code, municipality: null, districts: [] }));
  const setting = (rules: RoutingRule[]) => ({ catalogue, calendar, teams, rules: compileRules(rules, null) });
  const reports = ['RD-01', 'RD-01', 'RD-02'].map((code, i) => ({
    id: String(i),
    number: String(i),
    openedAt: '2026-11-22T07:00:00Z',
    before: route(setting([]), factsOf({ code })),
    after: route(setting([rule('rule1', { categories: ['RD-01'] })]), factsOf({ code })),
  }));
  expect(trialOf(reports)).toMatchObject({
    total: 3,
    otherTeam: 2,
    otherPriority: 0,
    moves: [{ from: 'ROADS', to: 'PARKS', count: 2 }],
    fired: { rule1: 2, default: 1 },
  });
});
