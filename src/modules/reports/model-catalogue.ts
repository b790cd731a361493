import { z } from 'zod';
import { CLOCK_UNITS } from '#kernel/calendar.ts';

const Tag = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/);
const Code = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/);

/** A text of the tenant's content, in the languages the tenant works in. */
export const Words = z.record(Tag, z.string().trim().min(1).max(600));
export type Words = z.infer<typeof Words>;

const Named = z.strictObject({ code: Code, name: Words });

/** A department that answers for categories; teams belong to one. */
export const Department = Named;
export type Department = z.infer<typeof Department>;

/** A party outside the municipality that may own what is broken. */
export const Agency = Named;
export type Agency = z.infer<typeof Agency>;

/** By which way a report came in. */
export const ReportChannel = Named;
export type ReportChannel = z.infer<typeof ReportChannel>;

/** The name of a state in lists; the case type holds the words of each audience. */
export const ReportStateName = Named;
export type ReportStateName = z.infer<typeof ReportStateName>;

export const PRIORITY_CODES = ['P1', 'P2', 'P3', 'P4'] as const;
export const PriorityCode = z.enum(PRIORITY_CODES);
export type PriorityCode = z.infer<typeof PriorityCode>;

/** P1 is the most urgent. `acknowledgeMinutes`: until somebody has looked; `dispatchMinutes`: until a team is sent. */
export const Priority = z
  .strictObject({
    code: PriorityCode,
    name: Words,
    acknowledgeMinutes: z.int().positive(),
    dispatchMinutes: z.int().positive(),
  })
  .refine((priority) => priority.acknowledgeMinutes <= priority.dispatchMinutes, {
    path: ['dispatchMinutes'],
    message: 'a team is sent before anybody has looked',
  });
export type Priority = z.infer<typeof Priority>;

/** How long the repair may take. Hours and days run through nights and weekends, working days on the calendar. */
export const ResolveTime = z.strictObject({ amount: z.number().positive().max(1_000), unit: z.enum(CLOCK_UNITS) });
export type ResolveTime = z.infer<typeof ResolveTime>;

/**
 * What must be on record before the office may call a report resolved.
 * `photoBefore`: the state found, from the reporter or from the crew on arrival; never a condition of reporting.
 * `photoAfter`: the state left. `position`: the crew's own position within 50 m of the report.
 */
export const Evidence = z.strictObject({ photoBefore: z.boolean(), photoAfter: z.boolean(), position: z.boolean() });
export type Evidence = z.infer<typeof Evidence>;

/** Where a category comes from and how sure its time is. */
export const Provenance = z.strictObject({
  /** The source names the defect itself, only its group, or it was proposed with the platform. */
  verification: z.enum(['excerpt', 'group-level', 'proposed']),
  timeBasis: z.enum(['proposed', 'published', 'adopted']),
  /** Keys of the catalogue's `sources`. */
  sources: z.array(z.string()).min(1),
});
export type Provenance = z.infer<typeof Provenance>;

const SearchWords = z.record(Tag, z.array(z.string().trim().min(2).max(60)).min(1));

export const ReportGroup = z.strictObject({
  code: Code,
  name: Words,
  help: Words,
  words: SearchWords,
  /** A lucide icon name. */
  icon: z.string().regex(/^[a-z][a-z0-9-]*$/),
  department: Code,
});
export type ReportGroup = z.infer<typeof ReportGroup>;

export const ReportCategory = z.strictObject({
  code: Code,
  group: Code,
  name: Words,
  /** One sentence to a resident: what belongs here. */
  help: Words,
  /** Everyday words people use for it, for search. */
  words: SearchWords,
  department: Code,
  priority: PriorityCode,
  resolve: ResolveTime,
  evidence: Evidence,
  /** Whether a report of it makes sense only at a place. */
  needsPlace: z.boolean(),
  /** The outside owner it is most often handed over to; null when it is the municipality's own. */
  externalOwner: Agency.nullable(),
  /** Agency codes of others it may concern. */
  furtherOwners: z.array(Code).default([]),
  safety: z.boolean(),
  visualPollution: z.boolean(),
  /** Whether it may appear on the public map. Never where it accuses a person or a named establishment. */
  public: z.boolean(),
  /** Shown before anything else: whom to call first. */
  emergencyNotice: Words.nullable(),
  /** The group of the penalty schedule it may turn into; null when none. */
  violationGroup: z.string().nullable(),
  /** False once retired: nobody can report it any more; reports made of it stay as they are. */
  active: z.boolean().default(true),
  /** Codes of the channels it is taken by; none: all. */
  channels: z.array(Code).default([]),
  provenance: Provenance,
});
export type ReportCategory = z.infer<typeof ReportCategory>;

const ServiceRule = z.strictObject({
  group: Code,
  department: Code,
  priority: PriorityCode,
  resolve: ResolveTime,
  evidence: Evidence,
  needsPlace: z.boolean(),
  safety: z.boolean(),
  public: z.boolean(),
});

/**
 * How services of another system become categories here: a service that the tenant maps to a category uses that;
 * any other gets `defaults`, changed by what `services` says under its name.
 */
export const ImportedServices = z.strictObject({
  defaults: ServiceRule,
  services: z.record(z.string().min(1), ServiceRule.partial().extend({ category: Code.optional() })),
});
export type ImportedServices = z.infer<typeof ImportedServices>;

const Shape = z.strictObject({
  title: Words,
  /** What a reader must know about the standing of these times. */
  note: Words.optional(),
  departments: z.array(Department).min(1),
  agencies: z.array(Agency),
  priorities: z.array(Priority).length(PRIORITY_CODES.length),
  channels: z.array(ReportChannel).min(1),
  states: z.array(ReportStateName).min(1),
  groups: z.array(ReportGroup).min(1),
  categories: z.array(ReportCategory).min(1),
  importedServices: ImportedServices.optional(),
  sources: z.record(z.string(), z.strictObject({ address: z.string().nullable(), what: z.string().min(1) })),
});

/** `tenants/<key>/report-categories.json`: what residents of a tenant can report, and what happens then. */
export const ReportCatalogue = Shape.superRefine((catalogue, context) => {
  const refuse = (path: PropertyKey[], message: string) => context.addIssue({ code: 'custom', path, message });
  const known = (list: readonly { code: string }[]) => new Set(list.map(({ code }) => code));
  const [departments, groups, agencies] = [
    known(catalogue.departments),
    known(catalogue.groups),
    known(catalogue.agencies),
  ];
  for (const list of ['departments', 'agencies', 'priorities', 'channels', 'states', 'groups', 'categories'] as const) {
    if (known(catalogue[list]).size !== catalogue[list].length) refuse([list], 'a code is given twice');
  }
  catalogue.groups.forEach((group, i) => {
    if (!departments.has(group.department)) refuse(['groups', i, 'department'], `no department ${group.department}`);
  });
  catalogue.categories.forEach((category, i) => {
    const at = (field: string) => ['categories', i, field];
    if (!departments.has(category.department)) refuse(at('department'), `no department ${category.department}`);
    if (!groups.has(category.group)) refuse(at('group'), `no group ${category.group}`);
    const owners = [...(category.externalOwner ? [category.externalOwner.code] : []), ...category.furtherOwners];
    for (const code of owners) if (!agencies.has(code)) refuse(at('externalOwner'), `no agency ${code}`);
    const channels = known(catalogue.channels);
    for (const code of category.channels) if (!channels.has(code)) refuse(at('channels'), `no channel ${code}`);
    for (const source of category.provenance.sources) {
      if (!(source in catalogue.sources)) refuse(at('provenance'), `no source ${source}`);
    }
  });
  const imported = catalogue.importedServices;
  if (imported === undefined) return;
  const codes = known(catalogue.categories);
  for (const [name, rule] of [['defaults', imported.defaults] as const, ...Object.entries(imported.services)]) {
    const path = ['importedServices', name];
    if (rule.department && !departments.has(rule.department)) refuse(path, `no department ${rule.department}`);
    if (rule.group && !groups.has(rule.group)) refuse(path, `no group ${rule.group}`);
    if ('category' in rule && rule.category && !codes.has(rule.category)) refuse(path, `no category ${rule.category}`);
  }
});
export type ReportCatalogue = z.infer<typeof ReportCatalogue>;
