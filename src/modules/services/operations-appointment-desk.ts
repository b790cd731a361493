import { z } from 'zod';
import { plainText } from '#kernel/arabic.ts';
import { stateTitle } from '#modules/cases/api.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { staff, system } from '#platform/policy.ts';
import { APPOINTMENT_STATES } from './model.ts';
import { pinnedService } from './operations-application-shared.ts';
import { mayClose, OfficeView, officeOf, officeView } from './operations-appointment-offices.ts';
import { currentOf, type KeptAppointment } from './operations-booking.ts';
import { RecordId, type ServiceParts, serviceOf, WordsView } from './operations-shared.ts';
import { serviceProblems } from './problems.ts';
import { CLOSE, MISS } from './rules-appointment-parts.ts';
import { isAfter, slotsOn } from './rules-slots.ts';
import {
  appointmentsOn,
  closedWithin,
  countBooked,
  displaced,
  findClosure,
  insertClosure,
  liftClosure,
  lockOffice,
  newestOffices,
} from './store-appointments.ts';

const MOST_A_DAY = 300;
const LONGEST_CLOSURE_HOURS = 24 * 60;
const AT_A_TIME = 50;

export const AppointmentDay = z.object({
  office: OfficeView,
  date: z.string(),
  /** Null on a day of rest. */
  opens: z.string().nullable(),
  closes: z.string().nullable(),
  items: z.array(
    z.object({
      id: z.string(),
      startsAt: z.string(),
      endsAt: z.string(),
      state: z.enum(APPOINTMENT_STATES),
      /** Null for an application that is not the reader's to see. */
      application: z
        .object({
          id: z.string(),
          number: z.string(),
          service: WordsView,
          stateTitle: WordsView,
          applicant: WordsView.nullable(),
          place: z.object({ longitude: z.number(), latitude: z.number() }).nullable(),
          district: WordsView.nullable(),
          version: z.int(),
          /** The action by which it is recorded as held, where that is possible now. */
          outcome: z.string().nullable(),
          mayMiss: z.boolean(),
        })
        .nullable(),
    }),
  ),
  closures: z.array(z.object({ id: z.string(), startsAt: z.string(), endsAt: z.string(), reason: z.string() })),
});
export type AppointmentDay = z.infer<typeof AppointmentDay>;

export function appointmentDeskOperations(parts: ServiceParts): Operation[] {
  const { cases, identity, territory } = parts;

  async function itemOf(
    tx: Tx,
    context: OperationContext,
    row: { id: string; caseId: string; startsAt: string; endsAt: string; state: (typeof APPOINTMENT_STATES)[number] },
  ): Promise<z.infer<typeof AppointmentDay>['items'][number]> {
    const { id, startsAt, endsAt, state } = row;
    const [loaded] = await cases.readable(tx, context, [row.caseId]);
    if (loaded === undefined) return { id, startsAt, endsAt, state, application: null };
    const step = (await pinnedService(parts, tx, context, loaded)).definition.appointment;
    const offered = state === 'booked' ? await cases.offered(tx, context, loaded) : [];
    const party = loaded.state.participants.find(({ role }) => role === 'applicant')?.partyId;
    const names = party === undefined ? undefined : await identity.displayNames(tx, [party]);
    context.disclosed({ type: 'case', id: row.caseId }, ['applicant']);
    const { place } = loaded.state;
    const area = place?.districtId ?? place?.municipalityId;
    return {
      id,
      startsAt,
      endsAt,
      state,
      application: {
        id: row.caseId,
        number: loaded.state.number,
        service: serviceOf(loaded.state).name,
        stateTitle: stateTitle(loaded.type, loaded.state.state, 'office'),
        applicant: ((party && names?.get(party)) as Record<string, string> | undefined) ?? null,
        place: place === null ? null : { longitude: place.longitude, latitude: place.latitude },
        district:
          area == null ? null : ((await territory.areaName(tx, context.tenant, area)) as Record<string, string>),
        version: loaded.state.version,
        outcome: step !== undefined && offered.includes(step.outcome) ? step.outcome : null,
        mayMiss: offered.includes(MISS) && !isAfter(startsAt, context.now.toString()),
      },
    };
  }

  return [
    operation({
      name: 'services.list-appointments',
      summary: { ar: 'مواعيد يوم في مكتب', en: 'The appointments of a day at an office' },
      kind: 'query',
      who: [staff()],
      route: { method: 'GET', path: '/appointment-offices/{code}/days/{date}' },
      rate: 'read',
      discloses: true,
      input: z.strictObject({ code: z.string().max(40), date: z.iso.date() }),
      output: AppointmentDay,
      async run(tx, { code, date }, context) {
        const office = await officeOf(parts, tx, context, code);
        const calendar = await territory.calendarOf(tx, context.tenant);
        const day = Temporal.PlainDate.from(date);
        const at = (one: Temporal.PlainDate) => one.toZonedDateTime(calendar.timeZone).toInstant().toString();
        const span = { startsAt: at(day), endsAt: at(day.add({ days: 1 })) };
        const slots = slotsOn(office, office.slotMinutes, calendar, day);
        const items: z.infer<typeof AppointmentDay>['items'] = [];
        for (const row of await appointmentsOn(tx, code, span, MOST_A_DAY)) items.push(await itemOf(tx, context, row));
        return {
          office: officeView(context, office),
          date,
          opens: slots[0]?.startsAt ?? null,
          closes: slots.at(-1)?.endsAt ?? null,
          items,
          closures: await closedWithin(tx, code, span),
        };
      },
    }),
    operation({
      name: 'services.close-slots',
      summary: { ar: 'إغلاق مواعيد أو أيام بسبب', en: 'Close slots or days, with a reason' },
      kind: 'command',
      who: [staff()],
      route: { method: 'POST', path: '/appointment-offices/{code}/closures' },
      rate: 'write',
      input: z.strictObject({
        code: z.string().max(40),
        from: z.iso.datetime({ offset: true }),
        until: z.iso.datetime({ offset: true }),
        reason: plainText({ min: 5, max: 300 }),
      }),
      output: z.object({ id: z.string(), booked: z.int() }),
      async run(tx, { code, from, until, reason }, context) {
        const office = await officeOf(parts, tx, context, code);
        if (!mayClose(context, office)) throw serviceProblems['office-not-found']();
        const [startsAt, endsAt] = [Temporal.Instant.from(from), Temporal.Instant.from(until)];
        const hours = startsAt.until(endsAt).total('hour');
        const over = Temporal.Instant.compare(endsAt, context.now) <= 0;
        if (hours <= 0 || hours > LONGEST_CLOSURE_HOURS || over) throw serviceProblems['closure-invalid']();
        const id = context.newId();
        const span = { startsAt: startsAt.toString(), endsAt: endsAt.toString() };
        // Whoever books at this moment is waited for, and then counted.
        await lockOffice(tx, code);
        await insertClosure(tx, {
          ...span,
          id,
          office: code,
          reason,
          by: context.actor.partyId,
          at: context.now.toString(),
        });
        context.about({ type: 'closure', id });
        return { id, booked: await countBooked(tx, code, span) };
      },
    }),
    operation({
      name: 'services.open-slots',
      summary: { ar: 'رفع إغلاق مواعيد', en: 'Open again what was closed' },
      kind: 'command',
      who: [staff()],
      route: { method: 'DELETE', path: '/appointment-closures/{id}' },
      rate: 'write',
      input: z.strictObject({ id: RecordId }),
      output: z.object({}),
      async run(tx, { id }, context) {
        const closure = await findClosure(tx, id);
        if (closure === undefined) throw serviceProblems['closure-not-found']();
        const office = (await newestOffices(tx))?.document.offices.find(({ code }) => code === closure.office);
        if (office === undefined || !mayClose(context, office)) throw serviceProblems['closure-not-found']();
        await liftClosure(tx, id, context.now.toString());
        context.about({ type: 'closure', id });
        return {};
      },
    }),
    operation({
      name: 'services.find-displaced',
      summary: { ar: 'طلبات أُغلق موعدها', en: 'Applications whose appointment was closed' },
      kind: 'query',
      who: [system()],
      route: { method: 'GET', path: '/appointments-displaced' },
      rate: 'bulk',
      input: z.strictObject({}),
      output: z.object({ ids: z.array(z.string()) }),
      run: async (tx, _, { now }) => ({
        ids: [...new Set((await displaced(tx, now.toString(), AT_A_TIME)).map(({ caseId }) => caseId))],
      }),
    }),
    operation({
      name: 'services.call-off-appointment',
      summary: { ar: 'إلغاء موعد أغلقته البلدية', en: 'Call off an appointment that was closed' },
      kind: 'command',
      who: [system()],
      route: { method: 'POST', path: '/applications/{id}/appointment-called-off' },
      rate: 'bulk',
      input: z.strictObject({ id: RecordId }),
      output: z.object({ outcome: z.enum(['called-off', 'kept']) }),
      async run(tx, { id }, context) {
        const held = await cases.holdCase(tx, context, id);
        if (held === undefined) throw serviceProblems['application-not-found']();
        const current = await currentOf(tx, id);
        if (current === undefined) return { outcome: 'kept' as const };
        // Moved meanwhile, or opened again: the place held now is what counts.
        const [shut] = await closedWithin(tx, current.office, current);
        if (shut === undefined) return { outcome: 'kept' as const };
        const kept = held.state.data.appointment as unknown as KeptAppointment;
        await cases.act(tx, context, {
          caseId: id,
          held,
          action: CLOSE,
          input: { closure: shut.reason },
          expectedVersion: null,
          facts: { appointment: { ...kept, closedBecause: shut.reason } },
        });
        return { outcome: 'called-off' as const };
      },
    }),
  ];
}
