import type { Tx } from '#platform/db.ts';
import type { AppointmentView, PublishedService } from './model.ts';
import { changeUntil } from './rules-slots.ts';
import { appointmentsOf, newestOffices } from './store-appointments.ts';

/** The appointments of an application, the newest first; none for a service without any. */
export async function appointmentsIn(
  tx: Tx,
  { definition }: PublishedService,
  caseId: string,
): Promise<AppointmentView[]> {
  const { appointment } = definition;
  if (appointment === undefined) return [];
  const offices = (await newestOffices(tx))?.document.offices ?? [];
  return (await appointmentsOf(tx, caseId)).map(({ office: code, id, startsAt, endsAt, state, sequence, bookedAt }) => {
    const office = offices.find((one) => one.code === code);
    return {
      id,
      title: appointment.title,
      office: { code, name: office?.name ?? {}, address: office?.address ?? null },
      place: appointment.place,
      startsAt,
      endsAt,
      state,
      sequence,
      bookedAt,
      changeUntil: changeUntil({ startsAt, endsAt }, office ?? { cutOffHours: 0 }),
    };
  });
}
