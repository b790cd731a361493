import { type DecisionTable, parseTable } from '#kernel/decision-table.ts';
import { parseExpression } from '#kernel/expression.ts';
import { allEffects } from './lint-names.ts';
import type { Findings } from './lint-report.ts';
import type { CaseType, Check, Clock, Effect, Field } from './model.ts';
import { compile } from './rules-compiled.ts';
import { ACTOR_MEMBERS, CASE_MEMBERS, mentionsOf, ROOTS } from './rules-feel.ts';

/** What an expression at some place of the type may name besides `case` and `actor`. */
interface Names {
  readonly data: ReadonlySet<string>;
  readonly input: ReadonlySet<string>;
  /** Whether `value` is the field's own. */
  readonly value?: boolean;
}

const NONE: ReadonlySet<string> = new Set();

/** Expressions that do not parse, or that name what does not exist where they stand. */
export function lintFeel(type: CaseType, findings: Findings): void {
  const { fields, forms, opening } = compile(type);
  const data = new Set(fields.keys());
  const everywhere: Names = { data, input: NONE };
  const feel = (text: string | undefined, path: string, names: Names) => {
    if (text !== undefined) lintOne(text, path, names, findings);
  };
  const checks = (list: readonly Check[] | undefined, path: string, names: Names) => {
    for (const [index, { must }] of (list ?? []).entries()) feel(must, `${path}.${index}.must`, names);
  };
  const field = (one: Field, path: string, names: Names) => {
    feel(one.visible, `${path}.visible`, names);
    if (typeof one.required === 'string') feel(one.required, `${path}.required`, names);
    if (typeof one.calculate === 'object') lintTable(one.calculate, `${path}.calculate`, names, findings);
    else feel(one.calculate, `${path}.calculate`, names);
    for (const [index, { must }] of (one.validate ?? []).entries()) {
      feel(must, `${path}.validate.${index}.must`, { ...names, value: true });
    }
  };

  for (const [index, section] of type.sections.entries()) {
    feel(section.visible, `sections.${index}.visible`, everywhere);
    for (const [place, one] of section.fields.entries()) field(one, `sections.${index}.fields.${place}`, everywhere);
  }
  lintCalculations(type, findings);
  const atOpening: Names = { data, input: new Set(opening.map(({ key }) => key)) };
  checks(type.flow.open.checks, 'flow.open.checks', atOpening);
  const inputOf = new Map<string, Names>([['flow.open.effects', atOpening]]);
  for (const [key, action] of Object.entries(type.flow.actions)) {
    const path = `flow.actions.${key}`;
    const within: Names = { data, input: new Set(forms.get(key)!.map((one) => one.key)) };
    inputOf.set(`${path}.effects`, within);
    feel(action.when?.must, `${path}.when.must`, everywhere);
    if (Array.isArray(action.to)) {
      for (const [index, { when }] of action.to.entries()) feel(when, `${path}.to.${index}.when`, within);
    }
    for (const [index, entry] of (action.input ?? []).entries()) {
      if (typeof entry !== 'string') field(entry, `${path}.input.${index}`, within);
    }
    checks(action.checks, `${path}.checks`, within);
  }
  for (const [key, clock] of Object.entries(type.clocks)) lintClock(clock, `clocks.${key}`, everywhere, feel);
  for (const [path, effects] of allEffects(type)) {
    const names = inputOf.get(path) ?? everywhere;
    for (const [index, effect] of effects.entries()) {
      for (const [name, text] of expressionsOf(effect)) feel(text, `${path}.${index}.${name}`, names);
    }
  }
}

/** Fields whose value would have to be known before it can be computed. */
function lintCalculations({ sections }: CaseType, findings: Findings): void {
  const uses = new Map<string, readonly string[]>();
  const texts = ({ calculate, visible }: Field): string[] => [
    ...(visible === undefined ? [] : [visible]),
    ...(typeof calculate === 'object' ? calculate.inputs.map(({ expression }) => expression) : [calculate ?? '']),
    ...(typeof calculate === 'object' ? calculate.rules.flatMap(({ give }) => give) : []),
  ];
  for (const field of sections.flatMap(({ fields }) => fields)) {
    if (field.calculate !== undefined)
      uses.set(
        field.key,
        texts(field).flatMap((text) => mentionsOf(text).data ?? []),
      );
  }
  for (const [index, { fields }] of sections.entries()) {
    for (const [place, { key }] of fields.entries()) {
      const reached = new Set(uses.get(key));
      for (const name of reached) for (const next of uses.get(name) ?? []) reached.add(next);
      if (reached.has(key))
        findings.add('calculates-itself', `sections.${index}.fields.${place}.calculate`, { name: key });
    }
  }
}

type LintText = (text: string | undefined, path: string, names: Names) => void;

function lintClock({ amount, unit }: Clock, path: string, names: Names, feel: LintText): void {
  if (typeof amount === 'string') feel(amount, `${path}.amount`, names);
  if (!['hour', 'day', 'workingDay'].includes(unit)) feel(unit, `${path}.unit`, names);
}

/** Members of effects that are expressions, and those that hold a record of them. */
const SINGLE = [
  'when',
  'team',
  'assignee',
  'to',
  'party',
  'case',
  'fields',
  'message',
  'result',
  'reason',
  'amount',
] as const;
const RECORDS = ['values', 'data', 'payload'] as const;

function expressionsOf(effect: Effect): [string, string][] {
  const members = effect as unknown as Readonly<Record<string, unknown>>;
  const found: [string, string][] = [];
  for (const name of SINGLE) if (typeof members[name] === 'string') found.push([name, members[name]]);
  for (const name of RECORDS) {
    for (const [key, text] of Object.entries((members[name] as Record<string, string> | undefined) ?? {})) {
      found.push([`${name}.${key}`, text]);
    }
  }
  if (effect.do === 'schedule' && typeof effect.after.amount === 'string')
    found.push(['after.amount', effect.after.amount]);
  return found;
}

/** A table's cells that cannot be read, and what its inputs and results name. */
function lintTable(table: DecisionTable, path: string, names: Names, findings: Findings): void {
  const parsed = parseTable(table);
  if (!parsed.ok) {
    for (const problem of parsed.problems) {
      if (problem.code !== 'contradiction') findings.add('expression', path, { detail: problem.code });
    }
    return;
  }
  for (const [index, { expression }] of table.inputs.entries()) {
    lintOne(expression, `${path}.inputs.${index}`, names, findings);
  }
  for (const [index, { give }] of table.rules.entries()) {
    for (const cell of give) lintOne(cell, `${path}.rules.${index}`, names, findings);
  }
}

function lintOne(text: string, path: string, names: Names, findings: Findings): void {
  const parsed = parseExpression(text);
  if (!parsed.ok) {
    findings.add('expression', path, {
      detail: `${text.slice(parsed.position.from, parsed.position.to)} (${parsed.code})`,
    });
    return;
  }
  const roots: readonly string[] = names.value ? [...ROOTS, 'value'] : ROOTS;
  for (const name of parsed.names) if (!roots.includes(name)) findings.add('expression-name', path, { name });
  const members: Record<(typeof ROOTS)[number], { has(name: string): boolean }> = {
    data: names.data,
    input: names.input,
    case: { has: (name) => Object.hasOwn(CASE_MEMBERS, name) },
    actor: { has: (name) => Object.hasOwn(ACTOR_MEMBERS, name) },
  };
  const mentions = mentionsOf(text);
  for (const root of ROOTS) {
    for (const name of mentions[root] ?? []) {
      if (!members[root].has(name)) findings.add('expression-name', path, { name: `${root}.${name}` });
    }
  }
  if (mentions.input === null && names.input === NONE) findings.add('expression-name', path, { name: 'input' });
}
