import { z } from 'zod';
import { Words } from './model-words.ts';

const Key = z.string().regex(/^[a-z][a-zA-Z0-9_]{0,63}$/);

/**
 * A step of a service for which the applicant chooses when: the application waits in `state` until they have, and is in
 * `booked` until the visit took place or did not.
 */
export const AppointmentStep = z.strictObject({
  /** Which offices hold it: those of the tenant that offer this kind. */
  kind: Key,
  title: Words,
  /** What the applicant sees to before it. */
  prepare: Words.optional(),
  /** At the place the application is about, or at the office. */
  place: z.enum(['site', 'office']),
  minutes: z.int().min(5).max(480),
  state: Key,
  booked: Key,
  /** The action by which it is recorded as held, with what was found. */
  outcome: Key,
  /** The timer of the time to choose. */
  clock: Key,
  /** Who records that nobody was there. */
  by: z.array(z.string().min(1).max(60)).min(1),
});
export type AppointmentStep = z.infer<typeof AppointmentStep>;

const HOURS = /^([01]\d|2[0-3]):[0-5]\d$/;
const Code = z.string().regex(/^[A-Z][A-Z0-9-]{1,39}$/);

/** What an officer may set of an office. */
export const OfficeRules = {
  /** Minutes from the beginning of one slot to that of the next. */
  slotMinutes: z.coerce.number().pipe(z.int().min(5).max(480)),
  /** How many appointments at the same time. */
  capacity: z.coerce.number().pipe(z.int().min(1).max(500)),
  /** Hours between booking and the earliest slot. */
  leadHours: z.coerce.number().pipe(z.int().min(0).max(720)),
  /** Days ahead that can be booked. */
  horizonDays: z.coerce.number().pipe(z.int().min(1).max(180)),
  /** Hours before an appointment until which it can be moved or cancelled. */
  cutOffHours: z.coerce.number().pipe(z.int().min(0).max(720)),
};

export const AppointmentOffice = z.strictObject({
  code: Code,
  name: Words,
  /** Where it is, for appointments there. */
  address: Words.optional(),
  kinds: z.array(Key).min(1).max(30),
  /** The team that holds them. */
  team: z.string().min(1).max(60),
  /** Municipalities served, by their codes; empty: the whole tenant. */
  areas: z.array(z.string().max(60)).max(200).default([]),
  /** Within the working hours of the day, where they are shorter. */
  hours: z
    .strictObject({ from: z.string().regex(HOURS), to: z.string().regex(HOURS) })
    .refine(({ from, to }) => from < to, { path: ['to'], message: 'must be after from' })
    .optional(),
  ...OfficeRules,
});
export type AppointmentOffice = z.infer<typeof AppointmentOffice>;

/** `tenants/<key>/appointments.json` */
export const AppointmentOffices = z.strictObject({
  note: Words.optional(),
  offices: z
    .array(AppointmentOffice)
    .max(300)
    .refine((offices) => new Set(offices.map(({ code }) => code)).size === offices.length, 'a code is used twice'),
});
export type AppointmentOffices = z.infer<typeof AppointmentOffices>;

/** What became of an appointment; `given-back`: the application no longer needed it. */
export const APPOINTMENT_STATES = ['booked', 'moved', 'cancelled', 'missed', 'held', 'closed', 'given-back'] as const;
export type AppointmentState = (typeof APPOINTMENT_STATES)[number];

export const AppointmentView = z.object({
  id: z.string(),
  title: Words,
  office: z.object({ code: z.string(), name: Words, address: Words.nullable() }),
  place: z.enum(['site', 'office']),
  startsAt: z.string(),
  endsAt: z.string(),
  state: z.enum(APPOINTMENT_STATES),
  /** How often it was moved before. */
  sequence: z.int(),
  bookedAt: z.string(),
  /** Until when the applicant may move or cancel it. */
  changeUntil: z.string(),
});
export type AppointmentView = z.infer<typeof AppointmentView>;

export const Slot = z.object({
  startsAt: z.string(),
  endsAt: z.string(),
  free: z.int(),
  /** Why it was closed. */
  closed: z.string().nullable(),
});
export type Slot = z.infer<typeof Slot>;

/** A working day with its slots; none where it is too near, or they have begun. */
export const SlotDay = z.object({ date: z.string(), slots: z.array(Slot) });
export type SlotDay = z.infer<typeof SlotDay>;

/** A stretch of time, by instants. */
export interface Span {
  readonly startsAt: string;
  readonly endsAt: string;
}

/** A stretch in which an office holds no appointments, and why. */
export interface Closed extends Span {
  readonly reason: string;
}
