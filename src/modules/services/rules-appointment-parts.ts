import type { AppointmentStep } from './model.ts';

type Loose = Record<string, unknown>;

const BOTH = ['applicant', 'office'];
const APPLICANT = ['applicant'];
const REMIND = 'remindAppointment';
const FORGET_REMINDER = { do: 'unschedule', action: REMIND };
const REMINDER = [
  FORGET_REMINDER,
  {
    do: 'schedule',
    action: REMIND,
    after: { amount: 'data.appointment.remindIn', unit: 'hour' },
    when: 'data.appointment.remindIn > 0',
  },
];
/** The action by which a place is taken, and what is sent with it. */
export const BOOK = 'bookAppointment';
export const MOVE = 'moveAppointment';
export const CANCEL = 'cancelAppointment';
export const MISS = 'missAppointment';
export const CLOSE = 'closeAppointment';
const SLOT = [
  { key: 'slot', type: 'object', title: { ar: 'الموعد', en: 'Appointment' }, required: true, dataClass: 'internal' },
];

const why = (key: string, ar: string, en: string, required: boolean): Loose => ({
  key,
  type: 'longText',
  title: { ar, en },
  ...(required ? { required, min: 5 } : {}),
  max: 500,
  dataClass: 'internal',
});

/** What a service with an appointment has beside its own: the field that holds it, the actions and the notices. */
export function appointmentParts({ state, booked, by }: AppointmentStep): {
  section: Loose;
  actions: Readonly<Record<string, Loose>>;
} {
  return {
    section: {
      key: 'appointmentPart',
      title: { ar: 'الموعد', en: 'Appointment' },
      fields: [
        { key: 'appointment', type: 'object', title: { ar: 'الموعد', en: 'Appointment' }, dataClass: 'internal' },
      ],
    },
    actions: {
      [BOOK]: {
        title: { ar: 'حجز الموعد', en: 'Book the appointment' },
        from: [state],
        to: booked,
        by: APPLICANT,
        audience: BOTH,
        input: SLOT,
        effects: [{ do: 'notify', notice: 'appointmentBooked' }, ...REMINDER],
      },
      [MOVE]: {
        title: { ar: 'تغيير الموعد', en: 'Move the appointment' },
        from: [booked],
        by: APPLICANT,
        audience: BOTH,
        input: SLOT,
        effects: [{ do: 'notify', notice: 'appointmentBooked' }, ...REMINDER],
      },
      [CANCEL]: {
        title: { ar: 'إلغاء الموعد', en: 'Cancel the appointment' },
        from: [booked],
        to: state,
        by: APPLICANT,
        audience: BOTH,
        effects: [{ do: 'notify', notice: 'appointmentCancelled' }, FORGET_REMINDER],
      },
      [MISS]: {
        title: { ar: 'تعذر الموعد لغياب مقدم الطلب', en: 'Nobody was there' },
        from: [booked],
        to: state,
        by,
        audience: BOTH,
        input: [why('missed', 'ما حدث', 'What happened', true)],
        effects: [{ do: 'notify', notice: 'appointmentMissed' }, FORGET_REMINDER],
      },
      [CLOSE]: {
        title: { ar: 'إلغاء الموعد من البلدية', en: 'The municipality called the appointment off' },
        from: [booked],
        to: state,
        by: ['system'],
        audience: BOTH,
        input: [why('closure', 'السبب', 'Reason', false)],
        effects: [{ do: 'notify', notice: 'appointmentClosed' }, FORGET_REMINDER],
      },
      [REMIND]: {
        title: { ar: 'تذكير بالموعد', en: 'Reminder of the appointment' },
        from: [booked],
        by: ['system'],
        audience: ['office'],
        effects: [{ do: 'notify', notice: 'appointmentReminder' }],
      },
    },
  };
}

/** Whatever leads an application away from a booked appointment needs no reminder of it. */
export const withoutReminder = (
  actions: Readonly<Record<string, Loose>>,
  { booked }: Pick<AppointmentStep, 'booked'>,
): Record<string, Loose> =>
  Object.fromEntries(
    Object.entries(actions).map(([key, action]) =>
      action.to !== undefined && Array.isArray(action.from) && action.from.includes(booked)
        ? [key, { ...action, effects: [...((action.effects ?? []) as Loose[]), FORGET_REMINDER] }]
        : [key, action],
    ),
  );

const notice = (title: Loose, body: Loose): Loose => ({ to: APPLICANT, title, body });

/** Words of the messages about appointments; a type may say its own under the same key. */
export const APPOINTMENT_NOTICES: Readonly<Record<string, Loose>> = {
  appointmentNeeded: notice(
    { ar: 'اختر موعدًا لطلبك {number}', en: 'Choose an appointment for your application {number}' },
    {
      ar: 'يحتاج طلب «{service}» رقم {number} إلى موعد: {appointment}. أقرب موعد متاح: {next}. اختر موعدك من: {link}',
      en: 'Your application “{service}”, number {number}, needs an appointment: {appointment}. The nearest free one: {next}. Choose yours: {link}',
    },
  ),
  appointmentBooked: notice(
    { ar: 'تأكد موعدك لطلب {number}', en: 'Your appointment for {number} is confirmed' },
    {
      ar: '{appointment} لطلب «{service}» رقم {number}: {when}، {office}. لتغيير الموعد أو إضافته إلى تقويمك: {link}',
      en: '{appointment} for “{service}”, number {number}: {when}, {office}. To move it or add it to your calendar: {link}',
    },
  ),
  appointmentCancelled: notice(
    { ar: 'ألغي موعدك لطلب {number}', en: 'Your appointment for {number} is cancelled' },
    {
      ar: 'ألغي موعد طلب «{service}» رقم {number} بطلبك. اختر موعدًا آخر قبل انقضاء المهلة: {link}',
      en: 'The appointment for “{service}”, number {number}, was cancelled as you asked. Choose another before the time runs out: {link}',
    },
  ),
  appointmentMissed: notice(
    { ar: 'تعذر موعد طلبك {number}', en: 'Your appointment for {number} did not take place' },
    {
      ar: 'تعذر تنفيذ موعد طلب «{service}» رقم {number} لعدم وجود من يستقبل الفريق. أقرب موعد متاح: {next}. اختر موعدًا آخر: {link}',
      en: 'The appointment for “{service}”, number {number}, could not be held because nobody was there. The nearest free one: {next}. Choose another: {link}',
    },
  ),
  appointmentClosed: notice(
    { ar: 'نعتذر عن موعد طلبك {number}', en: 'We are sorry: your appointment for {number} is called off' },
    {
      ar: 'ألغت البلدية موعد طلب «{service}» رقم {number} ({when}) للسبب الآتي: {closure}. أقرب موعد متاح: {next}. اختر موعدًا آخر: {link}',
      en: 'The municipality called off the appointment for “{service}”, number {number} ({when}): {closure}. The nearest free one: {next}. Choose another: {link}',
    },
  ),
  appointmentReminder: notice(
    { ar: 'تذكير بموعد طلبك {number}', en: 'Reminder: your appointment for {number}' },
    {
      ar: 'نذكرك: {appointment} لطلب «{service}» رقم {number}: {when}، {office}. التفاصيل: {link}',
      en: 'A reminder: {appointment} for “{service}”, number {number}: {when}, {office}. See {link}',
    },
  ),
};
