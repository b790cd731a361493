import type { Problem } from '#kernel/problem.ts';
import { say } from '#kernel/text.ts';
import type { CaseState, CaseType, Field, Key } from './model.ts';
import { refuse } from './problems.ts';
import { compile } from './rules-compiled.ts';
import { holds } from './rules-feel.ts';
import { permitted, type Setting } from './rules-setting.ts';
import {
  exists,
  isStandard,
  STANDARD_ACTIONS,
  type StandardAction,
  standardBy,
  standardFits,
  standardForm,
} from './rules-standard.ts';

/** What a merged case still allows: to be talked about, and to be split off again. */
const AT_REST: readonly string[] = ['note', 'split'];

/** Why `actor` may not take this action on this case now, whatever the input; null when nothing stands against it. */
export function refusalOf(type: CaseType, state: CaseState, action: Key, setting: Setting): Problem | null {
  const municipality = state.place?.municipalityId ?? null;
  if (isStandard(action)) return refusalOfStandard(type, state, action, setting);
  const own = compile(type).actions.get(action);
  if (!own) return refuse['action-unknown']();
  if (!permitted(own.by, setting, municipality)) return refuse['not-permitted']();
  if (state.duplicateOf !== null) return refuse.merged({ extra: { into: state.duplicateOf } });
  const fits = own.from === '*' ? state.category !== 'closed' : own.from.includes(state.state);
  if (!fits) return refuse['not-in-this-state']({ extra: { state: state.state } });
  if (own.fourEyes && !fresh(state, own.fourEyes, setting)) return refuse['four-eyes']();
  const { when } = own;
  if (when && !holds(when.must, { data: state.data, input: {}, state, setting })) {
    const text = { ar: say(when.text, 'ar'), en: say(when.text, 'en') };
    return refuse['condition-not-met']({ fields: [{ path: '', code: 'rule', text }] });
  }
  return null;
}

function refusalOfStandard(type: CaseType, state: CaseState, action: StandardAction, setting: Setting): Problem | null {
  if (!exists(type, action)) return refuse['action-unknown']();
  const by = standardBy(type, state, action);
  if (by && !permitted(by, setting, state.place?.municipalityId ?? null)) return refuse['not-permitted']();
  if (state.duplicateOf !== null && !AT_REST.includes(action)) {
    return refuse.merged({ extra: { into: state.duplicateOf } });
  }
  if (!by || !standardFits(type, state, action)) return refuse['not-in-this-state']({ extra: { state: state.state } });
  return null;
}

/**
 * Whether neither the actor nor the party acted for took any of these actions. Nobody in particular is never fresh; the
 * system, where the type lets it act, is nobody's second hand.
 */
function fresh(state: CaseState, actions: readonly Key[], { actor }: Setting): boolean {
  if (actor.kind === 'system') return true;
  if (actor.partyId === null) return false;
  const earlier = actions.flatMap((action) => state.acted[action] ?? []);
  return !earlier.includes(actor.partyId) && (actor.onBehalfOf === null || !earlier.includes(actor.onBehalfOf));
}

export interface Availability {
  readonly action: Key;
  readonly offered: boolean;
  /** Why it is not offered. */
  readonly reason?: Problem;
}

/**
 * Every action of the type, its own first, and whether this actor may take it now. `decide` and `merge` refuse with the
 * same reason what is not offered here; what is offered they refuse only for its input.
 */
export function available(type: CaseType, state: CaseState, setting: Setting): readonly Availability[] {
  const actions = [...compile(type).actions.keys(), ...STANDARD_ACTIONS.filter((action) => exists(type, action))];
  return actions.map((action) => {
    const reason = refusalOf(type, state, action, setting);
    return reason ? { action, offered: false, reason } : { action, offered: true };
  });
}

/** The fields of an action's form for this actor, in order; empty for an action that needs none. */
export function formOf(type: CaseType, state: CaseState, action: Key, setting: Setting): readonly Field[] {
  const compiled = compile(type);
  if (isStandard(action)) return exists(type, action) ? standardForm(type, compiled, state, action, setting) : [];
  return compiled.forms.get(action) ?? [];
}
