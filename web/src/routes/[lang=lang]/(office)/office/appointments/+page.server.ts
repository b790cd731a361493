import { redirect } from '@sveltejs/kit';
import { say } from '#kernel/text.ts';
import type { AppointmentDay, AppointmentDesk } from '#modules/services/api.ts';
import { answerForm } from '$lib/forms.ts';
import { staffOnly } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import type { Actions, PageServerLoad } from './$types';

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const RULES = ['slotMinutes', 'capacity', 'leadHours', 'horizonDays', 'cutOffHours'] as const;

const todayIn = (locals: App.Locals) => Temporal.Now.plainDateISO(locals.tenant.timeZone).toString();

/** A Gregorian day that exists; today where the address names none. */
function dayOf(locals: App.Locals, asked: string | null): string {
  if (asked === null || !DATE.test(asked)) return todayIn(locals);
  try {
    return Temporal.PlainDate.from(asked, { overflow: 'reject' }).toString();
  } catch {
    return todayIn(locals);
  }
}

export const load: PageServerLoad = async (event) => {
  staffOnly(event);
  const { locals, url } = event;
  const { language } = locals;
  const desk = await locals.call<AppointmentDesk>('services.list-appointment-offices', {});
  const offices = desk.offices.map(({ name, address, ...office }) => ({ ...office, name: say(name, language) }));
  const office = offices.find(({ code }) => code === url.searchParams.get('office')) ?? offices[0];
  const date = dayOf(locals, url.searchParams.get('date'));
  const day = office && (await locals.call<AppointmentDay>('services.list-appointments', { code: office.code, date }));
  const at = Temporal.PlainDate.from(date);
  return {
    version: desk.version,
    maySet: desk.maySet,
    offices,
    office: office ?? null,
    date,
    today: todayIn(locals),
    previous: at.subtract({ days: 1 }).toString(),
    next: at.add({ days: 1 }).toString(),
    day:
      day === undefined
        ? null
        : {
            ...day,
            items: day.items.map(({ application, ...item }) => ({
              ...item,
              application: application && {
                ...application,
                service: say(application.service, language),
                stateTitle: say(application.stateTitle, language),
                applicant: application.applicant && say(application.applicant, language),
                district: application.district && say(application.district, language),
              },
            })),
          },
    done: url.searchParams.get('done'),
    count: Number(url.searchParams.get('count')) || 0,
  };
};

const backTo = (event: { locals: App.Locals; url: URL }, done: string, count?: number): never => {
  const query = new URLSearchParams();
  for (const key of ['office', 'date']) {
    const value = event.url.searchParams.get(key);
    if (value !== null) query.set(key, value);
  }
  query.set('done', done);
  if (count !== undefined) query.set('count', String(count));
  redirect(303, `${officeAddresses(event.locals.language).appointments}?${query}`);
};

/** The moment that a day and an hour of the city's clock name; empty text where they name none. */
function momentOf({ timeZone }: { timeZone: string }, date = '', time = ''): string {
  try {
    return Temporal.PlainDateTime.from(`${date}T${time}`).toZonedDateTime(timeZone).toInstant().toString();
  } catch {
    return '';
  }
}

export const actions: Actions = {
  missed: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { id = '', missed = '' } = values;
      const version = Number(values.version) || null;
      await event.locals.call('services.act', { id, action: 'missAppointment', input: { missed }, version }, key);
      backTo(event, 'missed');
    }),
  close: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { tenant } = event.locals;
      const { booked } = await event.locals.call<{ booked: number }>(
        'services.close-slots',
        {
          code: values.code,
          from: momentOf(tenant, values.from, values.fromTime),
          until: momentOf(tenant, values.until, values.untilTime),
          reason: values.reason ?? '',
        },
        key,
      );
      backTo(event, 'closed', booked);
    }),
  open: (event) =>
    answerForm(event, async ({ values, key }) => {
      await event.locals.call('services.open-slots', { id: values.id ?? '' }, key);
      backTo(event, 'opened');
    }),
  set: (event) =>
    answerForm(event, async ({ values, key }) => {
      const rules = Object.fromEntries(RULES.map((name) => [name, Number(values[name])]));
      await event.locals.call(
        'services.set-appointment-office',
        { code: values.code, ...rules, version: Number(values.version) || 1 },
        key,
      );
      backTo(event, 'set');
    }),
};
