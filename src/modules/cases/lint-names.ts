import type { Findings, Kind } from './lint-report.ts';
import type { CaseType, Effect, Field, Key } from './model.ts';
import { BUILT_IN_RELATIONS } from './rules-setting.ts';
import { isStandard } from './rules-standard.ts';

type Names = Readonly<Record<Kind, ReadonlySet<string>>>;

function namesOf(type: CaseType, roles: ReadonlySet<string>): Names {
  const keys = (record: object | undefined) => new Set(Object.keys(record ?? {}));
  return {
    state: keys(type.flow.states),
    action: keys(type.flow.actions),
    field: new Set(type.sections.flatMap(({ fields }) => fields.map(({ key }) => key))),
    clock: keys(type.clocks),
    role: new Set([...roles, ...BUILT_IN_RELATIONS, ...Object.keys(type.participants)]),
    notice: keys(type.notices),
    child: keys(type.children),
    document: keys(type.documents),
    task: new Set(
      allEffects(type).flatMap(([, effects]) => effects.flatMap((one) => (one.do === 'openTask' ? one.task : []))),
    ),
  };
}

/** Every list of effects in the type, with its path. */
export function allEffects(type: CaseType): [string, readonly Effect[]][] {
  const lists: [string, readonly Effect[] | undefined][] = [['flow.open.effects', type.flow.open.effects]];
  for (const [key, { effects }] of Object.entries(type.flow.actions))
    lists.push([`flow.actions.${key}.effects`, effects]);
  for (const [key, { onWarn, onBreach }] of Object.entries(type.clocks)) {
    lists.push([`clocks.${key}.onWarn`, onWarn]);
    if (Array.isArray(onBreach)) lists.push([`clocks.${key}.onBreach`, onBreach]);
  }
  return lists.filter((entry): entry is [string, readonly Effect[]] => entry[1] !== undefined);
}

/** Names that nothing bears: states, actions, fields, clocks, roles and what effects speak of. */
export function lintNames(type: CaseType, roles: ReadonlySet<string>, findings: Findings): void {
  const names = namesOf(type, roles);
  const expect = (kind: Kind, list: readonly string[] | undefined, path: string) => {
    for (const name of list ?? []) findings.expect(kind, name, names[kind], path);
  };
  const { flow } = type;
  expect('state', [flow.initial], 'flow.initial');
  expect('role', flow.open.by, 'flow.open.by');
  if (flow.open.fields !== '*') expect('field', flow.open.fields, 'flow.open.fields');
  if (type.place !== undefined) {
    const points = type.sections.flatMap(({ fields }) =>
      fields.flatMap((one) => (one.type === 'point' || one.type === 'parcel' ? one.key : [])),
    );
    findings.expect('field', type.place, new Set(points), 'place');
  }
  for (const [key, { editable }] of Object.entries(flow.states)) {
    for (const [index, rule] of (editable ?? []).entries()) {
      const path = `flow.states.${key}.editable.${index}`;
      expect('role', rule.by, path);
      if (rule.fields !== '*') expect('field', rule.fields, path);
    }
  }
  for (const [key, action] of Object.entries(flow.actions)) {
    const path = `flow.actions.${key}`;
    if (isStandard(key) || key === 'open') findings.add('reserved-key', path, { name: key });
    if (action.from !== '*') expect('state', action.from, `${path}.from`);
    expect('role', action.by, `${path}.by`);
    expect(
      'action',
      action.fourEyes?.filter((one) => one !== 'open' && !isStandard(one)),
      `${path}.fourEyes`,
    );
    if (typeof action.to === 'string') expect('state', [action.to], `${path}.to`);
    else if (action.to) {
      expect(
        'state',
        action.to.map(({ to }) => to),
        `${path}.to`,
      );
      const last = action.to.length - 1;
      if (!action.to.every(({ when }, index) => (when === undefined) === (index === last))) {
        findings.add('no-last-branch', `${path}.to`);
      }
    }
    lintInput(action.input ?? [], names.field, `${path}.input`, findings);
    const shown = new Set((action.input ?? []).map((entry) => (typeof entry === 'string' ? entry : entry.key)));
    for (const [index, { field }] of (action.checks ?? []).entries()) {
      if (field) findings.expect('field', field, shown, `${path}.checks.${index}.field`);
    }
  }
  lintStandard(type, expect);
  lintClocks(type, expect, findings);
  for (const [path, effects] of allEffects(type)) {
    for (const [index, effect] of effects.entries()) lintEffect(type, effect, `${path}.${index}`, expect, findings);
  }
  for (const [key, { to }] of Object.entries(type.notices ?? {})) expect('role', to, `notices.${key}.to`);
  for (const [key, { type: of, state, whenClosed, returns }] of Object.entries(type.children ?? {})) {
    if (state !== undefined && of === type.id) expect('state', [state], `children.${key}.state`);
    if (whenClosed !== undefined) lintSystemAction(type, whenClosed, `children.${key}.whenClosed`, expect, findings);
    if (returns !== undefined) lintReturns(type, returns, `children.${key}.returns`, findings);
  }
}

type Returns = NonNullable<NonNullable<CaseType['children']>[string]['returns']>;

/** What a child returns is a table of the parent, and every member of the row one of its columns. */
function lintReturns(type: CaseType, { into, key, row }: Returns, path: string, findings: Findings): void {
  const tables = type.sections.flatMap(({ fields }) => fields.filter((field) => field.type === 'table'));
  findings.expect('field', into, new Set(tables.map((field) => field.key)), `${path}.into`);
  const columns = new Set((tables.find((field) => field.key === into)?.columns ?? []).map((column) => column.key));
  for (const name of [key, ...Object.keys(row)]) findings.expect('field', name, columns, `${path}.row`);
}

type Expect = (kind: Kind, list: readonly string[] | undefined, path: string) => void;

function lintInput(
  input: readonly (Key | Field)[],
  fields: ReadonlySet<string>,
  path: string,
  findings: Findings,
): void {
  const seen = new Set<string>();
  for (const [index, entry] of input.entries()) {
    const key = typeof entry === 'string' ? entry : entry.key;
    if (typeof entry === 'string') findings.expect('field', entry, fields, `${path}.${index}`);
    const shadows = typeof entry !== 'string' && fields.has(entry.key);
    if (seen.has(key) || shadows) findings.add('duplicate-key', `${path}.${index}`, { name: key });
    seen.add(key);
  }
}

function lintStandard({ flow }: CaseType, expect: Expect): void {
  for (const [key, entry] of Object.entries(flow.standard ?? {})) expect('role', entry.by, `flow.standard.${key}.by`);
  const { requestCorrection, merge } = flow.standard ?? {};
  const path = 'flow.standard.requestCorrection';
  expect('role', requestCorrection?.of, `${path}.of`);
  expect('state', requestCorrection?.from, `${path}.from`);
  expect('field', requestCorrection?.fields, `${path}.fields`);
  if (requestCorrection) expect('state', [requestCorrection.to], `${path}.to`);
  if (merge) expect('state', [merge.to], 'flow.standard.merge.to');
}

function lintClocks(type: CaseType, expect: Expect, findings: Findings): void {
  for (const [key, clock] of Object.entries(type.clocks)) {
    const path = `clocks.${key}`;
    const { startsOn } = clock;
    if (typeof startsOn === 'object' && 'state' in startsOn) expect('state', [startsOn.state], `${path}.startsOn`);
    if (typeof startsOn === 'object' && 'action' in startsOn) {
      expect(
        'action',
        [startsOn.action].filter((one) => !isStandard(one)),
        `${path}.startsOn`,
      );
    }
    expect(
      'action',
      clock.stopsOn?.filter((one) => !isStandard(one)),
      `${path}.stopsOn`,
    );
    expect('state', clock.pausesIn, `${path}.pausesIn`);
    expect('state', clock.stopsIn, `${path}.stopsIn`);
    if (clock.onBreach && 'action' in clock.onBreach) {
      lintSystemAction(type, clock.onBreach.action, `${path}.onBreach`, expect, findings);
    }
  }
}

/** An action that the system takes by itself: it must be allowed to, and there is nobody to fill in a form. */
function lintSystemAction(type: CaseType, key: Key, path: string, expect: Expect, findings: Findings): void {
  expect('action', [key], path);
  const action = type.flow.actions[key];
  if (!action) return;
  const fields = new Map(type.sections.flatMap((section) => section.fields.map((field) => [field.key, field])));
  const asks = (action.input ?? []).some(
    (entry) => (typeof entry === 'string' ? fields.get(entry) : entry)?.required === true,
  );
  const allowed = action.by.includes('system') || action.by.includes('anyone');
  if (asks || !allowed) findings.add('not-for-system', path, { name: key });
}

function lintEffect(type: CaseType, effect: Effect, path: string, expect: Expect, findings: Findings): void {
  for (const [kind, names] of namedBy(effect)) expect(kind, names, path);
  if (effect.do === 'schedule') lintSystemAction(type, effect.action, path, expect, findings);
}

/** What an effect names. */
function namedBy(effect: Effect): [Kind, readonly string[]][] {
  switch (effect.do) {
    case 'set':
      return [['field', Object.keys(effect.values)]];
    case 'startClock':
    case 'stopClock':
    case 'restartClock':
      return [['clock', [effect.clock]]];
    case 'openTask':
      return [
        ['clock', effect.dueClock === undefined ? [] : [effect.dueClock]],
        ['role', effect.role === undefined ? [] : [effect.role]],
      ];
    case 'closeTask':
      return [['task', [effect.task]]];
    case 'addParticipant':
    case 'removeParticipant':
      return [['role', [effect.role]]];
    case 'startChild':
    case 'tellChildren':
      return [['child', [effect.child]]];
    case 'requestCorrection':
      return [['role', effect.of]];
    case 'unschedule':
      return [['action', [effect.action]]];
    case 'notify':
      return [
        ['role', effect.to ?? []],
        ['notice', [effect.notice]],
      ];
    case 'issueDocument':
    case 'revokeDocument':
      return [['document', [effect.document]]];
    default:
      return [];
  }
}
