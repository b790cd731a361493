import { z } from 'zod';
import { WorkingCalendar } from '#kernel/calendar.ts';
import { CASE_NUMBER_CODE } from '#kernel/case-number.ts';
import type { Tenant } from './tenants.ts';

const Tag = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/);
const Text = z.record(Tag, z.string().trim().min(1));
const Time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const Span = z.strictObject({ from: Time, to: Time });
const Longitude = z.number().min(-180).max(180);
const Latitude = z.number().min(-90).max(90);

/** A box in degrees that holds the tenant's whole territory; points outside it are reported, never placed. */
export const TenantArea = z
  .strictObject({ west: Longitude, south: Latitude, east: Longitude, north: Latitude })
  .refine((area) => area.west < area.east && area.south < area.north, { message: 'west of east, south of north' });
export type TenantArea = z.infer<typeof TenantArea>;

/** Particulars that modules and pages read by name. A tenant may add its own. */
export const TenantSettings = z.looseObject({
  /** The number residents call. */
  phone: z.string().regex(/^\+?[0-9]{3,15}$/),
  /** The number for danger to life. */
  emergencyPhone: z.string().regex(/^[0-9]{3,5}$/),
  /** The number is displayed so and not stored so: `+966` or `+1`. */
  countryCode: z.string().regex(/^\+[0-9]{1,3}$/),
  /** ISO 4217. */
  currency: z.string().regex(/^[A-Z]{3}$/),
  /** Whether the menu leads to a catalogue of services. */
  servicesOffered: z.boolean().default(false),
  map: z.strictObject({
    centre: z.tuple([Longitude, Latitude]),
    zoom: z.number().min(0).max(20),
  }),
  area: TenantArea,
  reports: z.strictObject({
    /** The part of a report's number that says it is one, such as `940`. */
    numberPrefix: z.string().regex(CASE_NUMBER_CODE),
    /** Days a reporter has to confirm a repair before the report is closed without confirmation. */
    confirmationDays: z.int().min(1).max(60),
    /** Days a reporter has to answer a question before the report is closed for want of an answer. */
    answerDays: z.int().min(1).max(60),
    /** Days after closing in which "not fixed" still reopens the same report. */
    reopenDays: z.int().min(1).max(365),
    /** Days another agency has, once it was handed a report. */
    externalDays: z.int().min(1).max(365),
    /** How near and how recent a report must be to be offered as the same one. */
    duplicates: z.strictObject({ radiusMetres: z.number().positive().max(1_000), withinDays: z.int().positive() }),
    /** The furthest from the report a closing photo may be taken. */
    closingRadiusMetres: z.number().positive().max(1_000),
    /** When what residents write and photograph becomes public, and words that never do unlooked at. */
    publication: z
      .strictObject({
        text: z.enum(['at-once', 'after-look']),
        photos: z.enum(['at-once', 'after-look']),
        words: z.array(z.string().trim().min(2).max(60)).max(2_000).default([]),
      })
      .optional(),
  }),
  /** How many people live where, and what the indicators should reach; both say where they come from. */
  figures: z
    .strictObject({
      population: z
        .strictObject({
          source: Text,
          year: z.int().min(1900).max(2100),
          /** Made up for the demonstration, and said so wherever it is used. */
          sample: z.boolean().default(false),
          total: z.int().positive().optional(),
          /** By the codes of the areas in the tenant's geography. */
          areas: z.record(z.string(), z.int().positive()).default({}),
        })
        .optional(),
      /** By indicator: shares from 0 to 1, hours for R2. */
      targets: z
        .strictObject({
          sample: z.boolean().default(false),
          values: z.partialRecord(z.enum(['R1', 'R2', 'R3', 'R4', 'R6', 'R7']), z.number().nonnegative()),
        })
        .optional(),
    })
    .optional(),
  /** Under which terms the public reports are given away, and by whom. */
  openData: z
    .strictObject({
      licence: z.strictObject({ title: Text, url: z.url(), sample: z.boolean().default(false) }),
      contact: z.email().optional(),
    })
    .optional(),
  photos: z
    .strictObject({
      /** Days an upload is kept as it came, encrypted; 730 unless said. */
      keepOriginalsDays: z.int().min(30).max(3_650),
    })
    .optional(),
  /** The tenant's mark as an address that holds it whole, made of `emblem.svg` of its folder. */
  emblem: z.string().startsWith('data:image/svg+xml;base64,').optional(),
  /** When nobody is disturbed by what can wait; by other hours in a season such as Ramadan or on holidays. */
  quietHours: z.strictObject({ from: Time, to: Time, seasons: Span.optional(), holidays: Span.optional() }).optional(),
  /** Host names that are this tenant's besides `<key>.…`. */
  hosts: z.array(z.string()).optional(),
});
export type TenantSettings = z.infer<typeof TenantSettings>;

/** `tenants/<key>/tenant.json`: everything that makes one municipality's instance, apart from its other documents. */
export const TenantDocument = z
  .strictObject({
    key: z.string().regex(/^[a-z][a-z0-9-]{1,30}$/),
    name: Text,
    /** The first is the default. */
    languages: z.array(Tag).min(1),
    /** The first is the one computed with; all are shown where a person decides. */
    calendars: z.array(z.enum(['gregory', 'islamic-umalqura'])).min(1),
    /** Its zone is the tenant's. Dates that are announced each year are marked provisional in their name. */
    calendar: WorkingCalendar,
    settings: TenantSettings,
  })
  .superRefine((document, context) => {
    const texts: [string, Record<string, unknown>][] = [
      ['name', document.name],
      ...document.calendar.holidays.map((day): [string, Record<string, unknown>] => [`holiday ${day.date}`, day.name]),
      ...document.calendar.seasons.map((one): [string, Record<string, unknown>] => [`season ${one.from}`, one.name]),
    ];
    for (const [where, text] of texts) {
      for (const language of document.languages) {
        if (!text[language]) context.addIssue({ code: 'custom', message: `${where} has no text in ${language}` });
      }
    }
    const [longitude, latitude] = document.settings.map.centre;
    const { west, south, east, north } = document.settings.area;
    if (longitude < west || longitude > east || latitude < south || latitude > north) {
      context.addIssue({ code: 'custom', path: ['settings', 'map', 'centre'], message: 'outside the area' });
    }
  });
export type TenantDocument = z.infer<typeof TenantDocument>;

/** It stands in every page and on every paper. */
const LARGEST_EMBLEM = 8 * 1024;

/** A drawing as an address that holds it whole; shown as a picture it runs nothing and loads nothing. Undefined for what is none. */
export function emblemOf(svg: string): string | undefined {
  const drawing = svg.trim();
  const isDrawing = /^<svg\s[^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/.test(drawing) && drawing.endsWith('</svg>');
  if (!isDrawing || Buffer.byteLength(drawing) > LARGEST_EMBLEM) return undefined;
  return `data:image/svg+xml;base64,${Buffer.from(drawing).toString('base64')}`;
}

/** The tenant as it is stored; the working calendar goes to the territory. */
export const tenantOf = ({ calendar, settings, ...document }: TenantDocument, emblem?: string): Omit<Tenant, 'id'> => ({
  ...document,
  settings: emblem === undefined ? settings : { ...settings, emblem },
  timeZone: calendar.timeZone,
});
