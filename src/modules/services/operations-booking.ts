import { z } from 'zod';
import type { Id } from '#kernel/id.ts';
import type { CaseEvent, CaseState, LoadedCase } from '#modules/cases/api.ts';
import type { NoticeRequested } from '#modules/notifications/api.ts';
import type { Tx } from '#platform/db.ts';
import type { OperationContext } from '#platform/operations.ts';
import type { AppointmentOffice, AppointmentStep, SlotDay, Span } from './model.ts';
import { pinnedService } from './operations-application-shared.ts';
import type { ServiceParts } from './operations-shared.ts';
import { serviceProblems } from './problems.ts';
import { BOOK, CANCEL, CLOSE, MISS, MOVE } from './rules-appointment-parts.ts';
import { changeUntil, isAfter, mostAtOnce, nearestFree, slotDays } from './rules-slots.ts';
import {
  type AppointmentRow,
  appointmentsOf,
  bookedWithin,
  closedWithin,
  endAppointment,
  insertAppointment,
  lockOffice,
  newestOffices,
} from './store-appointments.ts';

/** Hours before an appointment at which its applicant is reminded. */
const REMIND_HOURS = 24;
/** How many free slots are named to whoever came too late. */
const NEAREST = 3;

const SlotInput = z.strictObject({ office: z.string().max(40), startsAt: z.iso.datetime({ offset: true }) });

/** What an application keeps of its appointment, for its expressions and notices. */
export interface KeptAppointment extends Span {
  readonly office: string;
  readonly remindIn: number;
  readonly sequence: number;
}

type Facts = Readonly<Record<string, unknown>>;
type Hook = Pick<OperationContext, 'tenant' | 'now'>;

/** The offices of the tenant that hold such appointments for where an application is; those that name the place first. */
export async function officesFor(
  { territory }: Pick<ServiceParts, 'territory'>,
  tx: Tx,
  { tenant }: Pick<OperationContext, 'tenant'>,
  { kind }: Pick<AppointmentStep, 'kind'>,
  municipalityId: Id | null,
): Promise<AppointmentOffice[]> {
  const all = (await newestOffices(tx))?.document.offices ?? [];
  const area = municipalityId === null ? undefined : await territory.findArea(tx, tenant, municipalityId);
  const holding = all.filter(({ kinds }) => kinds.includes(kind));
  const near = holding.filter(({ areas }) => area !== undefined && areas.includes(area.code));
  return near.length > 0 ? near : holding.filter(({ areas }) => areas.length === 0);
}

/** The days of an office with what is free now; an application's own place counts as free. */
export async function daysOf(
  { territory }: Pick<ServiceParts, 'territory'>,
  tx: Tx,
  { tenant, now }: Hook,
  office: AppointmentOffice,
  minutes: number,
  caseId: Id | null,
): Promise<SlotDay[]> {
  const calendar = await territory.calendarOf(tx, tenant);
  const span = { startsAt: now.toString(), endsAt: now.add({ hours: 24 * (office.horizonDays + 1) }).toString() };
  const booked = await bookedWithin(tx, office.code, span, caseId);
  return slotDays(office, minutes, calendar, now, booked, await closedWithin(tx, office.code, span));
}

/** The first free slot of those offices, as a place of a notice. */
async function nextFree(
  parts: ServiceParts,
  tx: Tx,
  context: Hook,
  step: AppointmentStep,
  { place }: Pick<CaseState, 'place'>,
): Promise<string | undefined> {
  const offices = await officesFor(parts, tx, context, step, place?.municipalityId ?? null);
  for (const office of offices) {
    const days = await daysOf(parts, tx, context, office, step.minutes, null);
    const [first] = nearestFree(days, context.now.toString(), 1);
    if (first !== undefined) return first.startsAt;
  }
  return undefined;
}

const keptOf = ({ data }: Pick<CaseState, 'data'>): KeptAppointment | undefined =>
  (data.appointment ?? undefined) as KeptAppointment | undefined;

export const currentOf = async (tx: Tx, caseId: Id): Promise<AppointmentRow | undefined> =>
  (await appointmentsOf(tx, caseId)).find(({ state }) => state === 'booked');

async function demandInTime(tx: Tx, { now }: Hook, current: AppointmentRow): Promise<void> {
  const office = (await newestOffices(tx))?.document.offices.find(({ code }) => code === current.office);
  const until = changeUntil(current, office ?? { cutOffHours: 0 });
  if (isAfter(now.toString(), until)) throw serviceProblems['appointment-too-late']({ extra: { until } });
}

/**
 * What follows from choosing a slot: the appointment as the application keeps it. Whether a place is still free is seen
 * in `followAppointment`, when nobody else can take it.
 * @throws Problem services.slot-needed, slot-unknown, appointment-too-late, appointment-not-begun
 */
export async function bookingFacts(
  parts: ServiceParts,
  tx: Tx,
  context: OperationContext,
  loaded: LoadedCase,
  { action, input }: { readonly action: string; readonly input: Facts },
): Promise<Facts | undefined> {
  if (![BOOK, MOVE, CANCEL, MISS].includes(action)) return undefined;
  const { state } = loaded;
  const step = (await pinnedService(parts, tx, context, loaded)).definition.appointment;
  if (step === undefined || state.state !== (action === BOOK ? step.state : step.booked)) return undefined;
  const current = await currentOf(tx, state.id);
  if (current !== undefined && action === MISS && isAfter(current.startsAt, context.now.toString())) {
    throw serviceProblems['appointment-not-begun']();
  }
  if (action === MISS) return undefined;
  if (current !== undefined) await demandInTime(tx, context, current);
  if (action === CANCEL) return undefined;
  const asked = SlotInput.safeParse(input.slot);
  if (!asked.success) throw serviceProblems['slot-needed']();
  const offices = await officesFor(parts, tx, context, step, state.place?.municipalityId ?? null);
  const office = offices.find(({ code }) => code === asked.data.office);
  if (office === undefined) throw serviceProblems['slot-unknown']();
  const wanted = Temporal.Instant.from(asked.data.startsAt).toString();
  const calendar = await parts.territory.calendarOf(tx, context.tenant);
  const slot = slotDays(office, step.minutes, calendar, context.now, [], [])
    .flatMap(({ slots }) => slots)
    .find(({ startsAt }) => startsAt === wanted);
  if (slot === undefined) throw serviceProblems['slot-unknown']();
  const hours = context.now.until(Temporal.Instant.from(wanted)).total('hour');
  const kept: KeptAppointment = {
    office: office.code,
    startsAt: slot.startsAt,
    endsAt: slot.endsAt,
    remindIn: Math.max(0, Math.floor((hours - REMIND_HOURS) * 60) / 60),
    sequence: ((await appointmentsOf(tx, state.id))[0]?.sequence ?? 0) + 1,
  };
  return { appointment: kept };
}

/** Takes the place that was chosen, before the one held is given up. @throws Problem services.slot-full, slot-closed */
async function take(
  parts: ServiceParts,
  tx: Tx,
  context: OperationContext,
  { state }: LoadedCase,
  step: AppointmentStep,
): Promise<void> {
  const kept = keptOf(state)!;
  const { office: code, startsAt, endsAt, sequence } = kept;
  await lockOffice(tx, code);
  const offices = await officesFor(parts, tx, context, step, state.place?.municipalityId ?? null);
  const office = offices.find((one) => one.code === code)!;
  const [shut] = await closedWithin(tx, code, kept);
  const full = mostAtOnce(kept, await bookedWithin(tx, code, kept, state.id)) >= office.capacity;
  if (full || shut !== undefined) {
    const days = await daysOf(parts, tx, context, office, step.minutes, state.id);
    const free = nearestFree(days, startsAt, NEAREST).map((slot) => ({ startsAt: slot.startsAt, endsAt: slot.endsAt }));
    const extra = { office: code, startsAt, free };
    throw shut === undefined
      ? serviceProblems['slot-full']({ extra })
      : serviceProblems['slot-closed']({ values: { reason: shut.reason }, extra });
  }
  const held = await currentOf(tx, state.id);
  await insertAppointment(tx, {
    id: context.newId(),
    caseId: state.id,
    office: code,
    startsAt,
    endsAt,
    state: 'booked',
    sequence,
    bookedAt: context.now.toString(),
  });
  if (held !== undefined) await endAppointment(tx, held.id, 'moved', context.now.toString());
}

const ENDS = { [CANCEL]: 'cancelled', [MISS]: 'missed', [CLOSE]: 'closed' } as const;

/** Keeps the appointments of an application in step with what happens to it. */
export async function followAppointment(
  parts: ServiceParts,
  tx: Tx,
  context: OperationContext,
  loaded: LoadedCase,
  events: readonly CaseEvent[],
  before: CaseState | null,
): Promise<void> {
  const step = (await pinnedService(parts, tx, context, loaded)).definition.appointment;
  if (step === undefined || before === null) return;
  const [head] = events;
  const action = head?.type === 'action-recorded' ? head.action : '';
  if (action === BOOK || action === MOVE) return take(parts, tx, context, loaded, step);
  const { state } = loaded;
  // What is returned for correction comes back to the same appointment.
  if (before.state !== step.booked || state.state === step.booked || state.correction !== null) return;
  const current = await currentOf(tx, state.id);
  if (current === undefined) return;
  const end = ENDS[action as keyof typeof ENDS] ?? (action === step.outcome ? 'held' : 'given-back');
  await endAppointment(tx, current.id, end, context.now.toString());
}

export const AT_SITE = { ar: 'في الموقع المبين في الطلب', en: 'at the place the application is about' };

/** What notices about appointments are filled with; empty for a service without any. */
export async function appointmentValues(
  parts: ServiceParts,
  tx: Tx,
  state: CaseState,
  context: OperationContext,
  notice: string,
): Promise<NoticeRequested['values']> {
  if (!notice.startsWith('appointment')) return {};
  const step = (await pinnedService(parts, tx, context, { state } as LoadedCase)).definition.appointment;
  if (step === undefined) return {};
  const kept = keptOf(state);
  const office = (await newestOffices(tx))?.document.offices.find(({ code }) => code === kept?.office);
  const offered = ['appointmentNeeded', 'appointmentMissed', 'appointmentClosed'].includes(notice);
  const next = offered ? await nextFree(parts, tx, context, step, state) : undefined;
  const reason = (state.data.appointment as { closedBecause?: string } | null | undefined)?.closedBecause;
  return {
    appointment: step.title,
    ...(kept === undefined ? {} : { when: { instant: kept.startsAt } }),
    office: step.place === 'site' ? AT_SITE : (office?.address ?? office?.name ?? ''),
    next: next === undefined ? '—' : { instant: next },
    closure: reason ?? '',
    link: { path: `/account/applications/${state.id}/appointment` },
  };
}
