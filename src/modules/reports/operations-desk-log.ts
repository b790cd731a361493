import { z } from 'zod';
import { readCursor, writeCursor } from '#modules/cases/api.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { system } from '#platform/policy.ts';
import { Words } from './model-catalogue.ts';
import { CALL_OUTCOMES, UrgencyFact } from './model-desk.ts';
import { ServiceAttribute } from './model-open311.ts';
import {
  CallItem,
  callItems,
  DeskReport,
  deskReports,
  phoneDigest,
  READS_CALLS,
  READS_DAY,
} from './operations-desk-shared.ts';
import { ReportId } from './operations-input.ts';
import { REPORT_TYPE, type ReportParts, words } from './operations-shared.ts';
import { deskOf, open311Of } from './operations-tenant.ts';
import { dayFigures } from './rules.ts';
import { findCallerByDigest } from './store-callers.ts';
import {
  addEntry,
  closeCall,
  countedCalls,
  countForgotten,
  favourites,
  forgottenCalls,
  listCalls,
  repeatPlaces,
} from './store-desk.ts';

const PAGE = 30;
const FAVOURITES = 9;
const FAVOURITE_DAYS = 28;
const PLACE_DAYS = 30;
/** Calls closed in one transaction. */
const CHUNK = 200;
/** A call that goes on longer was left. */
const LONGEST_CALL_HOURS = 12;

const Count = z.int();

export function deskLogOperations(parts: ReportParts): Operation[] {
  return [
    operation({
      name: 'reports.search-calls',
      summary: { ar: 'سجل المكالمات', en: 'The log of calls' },
      kind: 'query',
      who: [READS_CALLS],
      // A number asked for must not stand in an address, which servers and browsers keep.
      route: { method: 'POST', path: '/desk/calls-search' },
      rate: 'read',
      discloses: true,
      input: z.strictObject({
        phone: z.string().trim().max(40).optional(),
        caller: ReportId.optional(),
        agent: ReportId.optional(),
        day: z.iso.date().optional(),
        after: z.string().max(200).optional(),
      }),
      output: z.object({ items: z.array(CallItem), next: z.string().nullable() }),
      async run(tx, { phone, caller, agent, day, after }, context) {
        let of = caller;
        if (phone !== undefined && phone !== '') {
          const known = await findCallerByDigest(tx, phoneDigest(parts, context, phone).digest);
          if (known === undefined) return { items: [], next: null };
          // Whose number it is becomes known by asking.
          context.disclosed({ type: 'caller', id: known.id }, ['phone']);
          of = known.id;
        }
        const from =
          after === undefined ? undefined : (readCursor(after) as { at: string; id: typeof context.requestId });
        const found = await listCalls(tx, { agent, caller: of, day, after: from }, PAGE);
        const page = found.slice(0, PAGE);
        const last = page.at(-1);
        return {
          items: await callItems(parts, tx, page),
          next: found.length > PAGE && last !== undefined ? writeCursor(last.startedAt, last.id) : null,
        };
      },
    }),
    operation({
      name: 'reports.get-desk',
      summary: {
        ar: 'إعدادات مكتب المكالمات وتصنيفاته المفضلة',
        en: 'What the desk asks, and its favourite categories',
      },
      kind: 'query',
      who: [READS_CALLS],
      route: { method: 'GET', path: '/desk' },
      rate: 'read',
      input: z.strictObject({}),
      output: z.object({
        targetSeconds: Count,
        urgency: z.array(UrgencyFact),
        questions: z.array(ServiceAttribute),
        /** Codes of categories, those filed most often around this hour first. */
        favourites: z.array(z.string()),
      }),
      async run(tx, _, { tenant, now }) {
        const { targetSeconds, urgency } = deskOf(tenant);
        const catalogue = await parts.catalogues.of(tx, tenant);
        const offered = catalogue.categories.filter(
          ({ active, channels }) => active && (channels.length === 0 || channels.includes('phone')),
        );
        const since = now.subtract({ hours: 24 * FAVOURITE_DAYS }).toString();
        const used = await favourites(tx, since, now.toZonedDateTimeISO(tenant.timeZone).hour, FAVOURITES);
        // A desk that is new has the categories of the catalogue's first groups.
        const codes = [...used, ...offered.map(({ code }) => code)].filter((code) =>
          offered.some((category) => category.code === code),
        );
        return {
          targetSeconds,
          urgency,
          questions: open311Of(tenant).attributes.filter(({ variable }) => variable),
          favourites: [...new Set(codes)].slice(0, FAVOURITES),
        };
      },
    }),
    operation({
      name: 'reports.get-desk-day',
      summary: { ar: 'يوم المركز: المكالمات وأزمنتها', en: 'A day of the desk: its calls and their times' },
      kind: 'query',
      who: [READS_DAY],
      route: { method: 'GET', path: '/desk/day' },
      rate: 'read',
      input: z.strictObject({ day: z.iso.date().optional() }),
      output: z.object({
        day: z.string(),
        targetSeconds: Count,
        figures: z.object({
          calls: Count,
          open: Count,
          filed: Count,
          joined: Count,
          hours: z.array(Count).length(24),
          averageFileSeconds: Count.nullable(),
          averageCallSeconds: Count.nullable(),
          withinTarget: z.number().nullable(),
          outcomes: z.partialRecord(z.enum(CALL_OUTCOMES), Count),
        }),
        agents: z.array(
          z.object({
            id: z.string(),
            name: Words,
            calls: Count,
            filed: Count,
            averageFileSeconds: Count.nullable(),
            withinTarget: z.number().nullable(),
          }),
        ),
        /** Calls of days before that have no end. */
        forgotten: Count,
        places: z.array(z.object({ cell: z.string(), reports: Count, newest: z.array(DeskReport) })),
      }),
      async run(tx, { day: asked }, context) {
        const { tenant, now } = context;
        const today = now.toZonedDateTimeISO(tenant.timeZone).toPlainDate().toString();
        const day = asked ?? today;
        const { targetSeconds } = deskOf(tenant);
        const calls = await countedCalls(tx, day);
        const agents = [...new Set(calls.map(({ agent }) => agent))];
        const names = await parts.identity.displayNames(tx, agents);
        const places = await repeatPlaces(tx, now.subtract({ hours: 24 * PLACE_DAYS }).toString(), 10);
        const found = await parts.cases.list(
          tx,
          { ...parts.cases.scope(context.actor), type: REPORT_TYPE, ids: places.flatMap(({ ids }) => ids) },
          'newest',
          undefined,
          100,
        );
        const reports = await deskReports(parts, tx, context, found);
        return {
          day,
          targetSeconds,
          figures: dayFigures(calls, targetSeconds),
          agents: agents
            .map((id) => {
              const {
                calls: count,
                filed,
                averageFileSeconds,
                withinTarget,
              } = dayFigures(
                calls.filter(({ agent }) => agent === id),
                targetSeconds,
              );
              return { id, name: words(names.get(id) ?? {}), calls: count, filed, averageFileSeconds, withinTarget };
            })
            .sort((a, b) => b.calls - a.calls),
          forgotten: await countForgotten(tx, today),
          places: places
            .map(({ cell, reports: count, ids }) => ({
              cell,
              reports: count,
              newest: reports.filter(({ id }) => ids.includes(id)),
            }))
            .filter(({ newest }) => newest.length > 0),
        };
      },
    }),
    operation({
      name: 'reports.tend-desk',
      summary: {
        ar: 'إقفال المكالمات المتروكة',
        en: 'Close calls that were left',
      },
      kind: 'command',
      who: [system()],
      route: { method: 'POST', path: '/desk/tend' },
      rate: 'bulk',
      input: z.strictObject({}),
      output: z.object({ closed: Count, more: z.boolean() }),
      async run(tx, _, { now }) {
        const left = await forgottenCalls(tx, now.subtract({ hours: LONGEST_CALL_HOURS }).toString(), CHUNK);
        for (const { id, filed, joined, notes } of left) {
          const outcome = filed > 0 ? 'reports' : joined > 0 ? 'joined' : 'abandoned';
          await closeCall(tx, id, outcome, notes, now.toString());
          await addEntry(tx, id, { at: now.toString(), by: null, what: 'ended' });
        }
        return { closed: left.length, more: left.length === CHUNK };
      },
    }),
  ];
}
