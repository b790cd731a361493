import type { Action, CaseEvent, CaseState, CaseType, Key } from './model.ts';
import { type Compiled, compile } from './rules-compiled.ts';
import type { Scope } from './rules-feel.ts';
import { apply } from './rules-fold.ts';
import type { Setting } from './rules-setting.ts';

/** One decision under way: the events so far and the case they make, so that each step sees those before it. */
export class Progress {
  readonly type: CaseType;
  readonly compiled: Compiled;
  readonly setting: Setting;
  readonly events: CaseEvent[] = [];
  input: Readonly<Record<string, unknown>> = {};
  #state: CaseState | null;

  constructor(type: CaseType, state: CaseState | null, setting: Setting) {
    this.type = type;
    this.compiled = compile(type);
    this.setting = setting;
    this.#state = state;
  }

  get state(): CaseState {
    return this.#state!;
  }

  get scope(): Scope {
    return { data: this.state.data, input: this.input, state: this.state, setting: this.setting };
  }

  add(event: CaseEvent): void {
    this.#state = apply(this.#state, event);
    this.events.push(event);
  }

  /** Begins an entry of the timeline. */
  record(action: Key, audience: Action['audience']): void {
    this.add({ type: 'action-recorded', action, ...doerOf(this.setting), audience: audience ?? ['office'] });
  }
}

export const doerOf = ({ actor, now }: Setting) => ({
  at: now.toString(),
  partyId: actor.partyId,
  onBehalfOf: actor.onBehalfOf,
});
