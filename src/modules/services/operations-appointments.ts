import { z } from 'zod';
import { LANGUAGES, say } from '#kernel/text.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { signedIn } from '#platform/policy.ts';
import { AppointmentView, SlotDay } from './model.ts';
import { getApplication, isApplicant, pinnedService } from './operations-application-shared.ts';
import { appointmentsIn } from './operations-appointment-view.ts';
import { AT_SITE, daysOf, officesFor } from './operations-booking.ts';
import { RecordId, type ServiceParts, serviceOf, WordsView } from './operations-shared.ts';
import { serviceProblems } from './problems.ts';
import { calendarFile } from './rules-calendar-file.ts';
import { isAfter } from './rules-slots.ts';

const OfficeView = z.object({ code: z.string(), name: WordsView, address: WordsView.nullable() });

/** What an applicant chooses an appointment from. */
export const SlotsView = z.object({
  id: z.string(),
  number: z.string(),
  service: WordsView,
  version: z.int(),
  title: WordsView,
  prepare: WordsView.nullable(),
  place: z.enum(['site', 'office']),
  minutes: z.int(),
  /** The appointment that is booked now. */
  current: AppointmentView.nullable(),
  /** What may be done now: book one, or move and cancel the one that is booked. */
  may: z.enum(['book', 'change', 'nothing']),
  /** End of the time to choose, while it runs. */
  chooseUntil: z.string().nullable(),
  offices: z.array(OfficeView),
  /** The office whose days follow; null where none holds such appointments. */
  office: z.string().nullable(),
  days: z.array(SlotDay),
});
export type SlotsView = z.infer<typeof SlotsView>;

export function appointmentOperations(parts: ServiceParts): Operation[] {
  async function slotsOf(tx: Tx, context: OperationContext, id: string, wanted: string | undefined) {
    const loaded = await getApplication(parts, tx, context, id);
    if (!isApplicant(loaded, context)) throw serviceProblems['application-not-found']();
    const { state } = loaded;
    const service = await pinnedService(parts, tx, context, loaded);
    const { appointment: step } = service.definition;
    if (step === undefined) throw serviceProblems['no-appointment']();
    const current = (await appointmentsIn(tx, service, id)).find((one) => one.state === 'booked') ?? null;
    const inTime = current !== null && !isAfter(context.now.toString(), current.changeUntil);
    const changes = state.state === step.booked && inTime;
    const may: SlotsView['may'] = state.state === step.state ? 'book' : changes ? 'change' : 'nothing';
    const offices = await officesFor(parts, tx, context, step, state.place?.municipalityId ?? null);
    const office = offices.find(({ code }) => code === (wanted ?? current?.office.code)) ?? offices[0];
    const clock = state.clocks[step.clock];
    return {
      id,
      number: state.number,
      service: serviceOf(state).name,
      version: state.version,
      title: step.title,
      prepare: step.prepare ?? null,
      place: step.place,
      minutes: step.minutes,
      current,
      may,
      chooseUntil: clock?.status === 'running' ? clock.dueAt : null,
      offices: offices.map(({ code, name, address }) => ({ code, name, address: address ?? null })),
      office: office?.code ?? null,
      days:
        office === undefined || may === 'nothing'
          ? []
          : await daysOf(parts, tx, context, office, step.minutes, current === null ? null : id),
    };
  }

  return [
    operation({
      name: 'services.list-slots',
      summary: { ar: 'المواعيد المتاحة لطلب لي', en: 'Appointments an application of mine can choose from' },
      kind: 'query',
      who: [signedIn()],
      route: { method: 'GET', path: '/my/applications/{id}/slots' },
      rate: 'read',
      input: z.strictObject({ id: RecordId, office: z.string().max(40).optional() }),
      output: SlotsView,
      run: (tx, { id, office }, context) => slotsOf(tx, context, id, office),
    }),
    operation({
      name: 'services.get-appointment-file',
      summary: { ar: 'موعد طلب لي ملفًا للتقويم', en: 'The appointment of an application of mine as a calendar file' },
      kind: 'query',
      who: [signedIn()],
      route: { method: 'GET', path: '/my/applications/{id}/appointment-file' },
      rate: 'read',
      input: z.strictObject({ id: RecordId, language: z.enum(LANGUAGES).default('ar') }),
      output: z.object({ fileName: z.string(), content: z.string() }),
      async run(tx, { id, language }, context) {
        const loaded = await getApplication(parts, tx, context, id);
        if (!isApplicant(loaded, context)) throw serviceProblems['application-not-found']();
        const service = await pinnedService(parts, tx, context, loaded);
        const current = (await appointmentsIn(tx, service, id)).find((one) => one.state === 'booked');
        if (current === undefined) throw serviceProblems['no-appointment']();
        const { number, place } = loaded.state;
        const { appointment } = service.definition;
        const name = say(serviceOf(loaded.state).name, language);
        const site = current.place === 'site';
        const content = calendarFile({
          uid: `${id}@${context.tenant.key}`,
          sequence: current.sequence,
          stamp: current.bookedAt,
          startsAt: current.startsAt,
          endsAt: current.endsAt,
          title: `${say(current.title, language)}: ${number}`,
          place: site ? say(AT_SITE, language) : say(current.office.address ?? current.office.name, language),
          text: [name, appointment?.prepare && say(appointment.prepare, language)].filter(Boolean).join('\n'),
          point: site && place !== null ? { longitude: place.longitude, latitude: place.latitude } : null,
        });
        return { fileName: `${number}.ics`, content };
      },
    }),
  ];
}
