import type { ServiceDefinition } from './model.ts';

export type AppointmentFault =
  | 'unknown-state'
  | 'appointment-waiting'
  | 'appointment-outcome'
  | 'appointment-clock'
  | 'appointment-pause'
  | 'appointment-place'
  | 'appointment-lead';

interface Flow {
  readonly states?: Readonly<Record<string, { readonly category?: string }>>;
  readonly actions: Readonly<Record<string, { readonly from?: unknown; readonly to?: unknown }>>;
}
interface Clock {
  readonly kind?: unknown;
  readonly startsOn?: unknown;
  readonly pausesIn?: readonly string[];
}

/** Every state that an action leads to. */
const targets = (to: unknown): string[] =>
  typeof to === 'string' ? [to] : Array.isArray(to) ? to.map((row) => String((row as { to?: unknown }).to)) : [];

/** Whether what a service says of its appointment agrees with its flow and its clocks: `add` is told each place. */
export function lintAppointment(
  { appointment, caseType }: Pick<ServiceDefinition, 'appointment' | 'caseType'>,
  add: (path: string, code: AppointmentFault) => void,
): void {
  if (appointment === undefined) return;
  const { states = {}, actions } = caseType.flow as Flow;
  const { state, booked, outcome, clock, place } = appointment;
  const stateOf = (key: string) => (Object.hasOwn(states, key) ? states[key] : undefined);
  if (stateOf(state) === undefined) add('service.appointment.state', 'unknown-state');
  else if (stateOf(state)?.category !== 'waiting') add('service.appointment.state', 'appointment-waiting');
  if (stateOf(booked) === undefined) add('service.appointment.booked', 'unknown-state');
  if (!Object.values(actions).some(({ to }) => targets(to).includes(state))) {
    add('service.appointment.state', 'appointment-lead');
  }
  const recorded = Object.hasOwn(actions, outcome) ? actions[outcome] : undefined;
  if (!Array.isArray(recorded?.from) || !recorded.from.includes(booked) || targets(recorded.to).length === 0) {
    add('service.appointment.outcome', 'appointment-outcome');
  }
  const clocks = (caseType.clocks ?? {}) as Record<string, Clock>;
  const timer = Object.hasOwn(clocks, clock) ? clocks[clock] : undefined;
  const starts = timer?.startsOn as { state?: unknown } | undefined;
  if (timer?.kind !== 'timer' || starts?.state !== state) add('service.appointment.clock', 'appointment-clock');
  for (const [key, { kind, startsOn, pausesIn = [] }] of Object.entries(clocks)) {
    if (kind === 'norm' && startsOn === 'open' && !pausesIn.includes(state)) {
      add(`service.caseType.clocks.${key}.pausesIn`, 'appointment-pause');
    }
  }
  if (place === 'site' && caseType.place === undefined) add('service.appointment.place', 'appointment-place');
}
