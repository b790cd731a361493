import { z } from 'zod';
import type { Tx } from '#platform/db.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { staff, system } from '#platform/policy.ts';
import { type PublishedService, ServiceId } from './model.ts';
import { daysOf, goOn, weigh } from './operations-renewal-batch.ts';
import { getRenewing, renewingServices, sourcesOf, todayOf } from './operations-renewal-shared.ts';
import { EndingLicences, RenewalDesk, RunView } from './operations-renewal-views.ts';
import { RecordId, type ServiceParts } from './operations-shared.ts';
import { serviceProblems } from './problems.ts';
import { daysBetween } from './rules-renewal-offer.ts';
import { findRun, insertRun, listRuns, lockRun, type RunRow, runsToGoOn, updateRun } from './store-renewal-runs.ts';

const PAGE = 25;
const MOST_RUNS = 30;
const MOST_DAYS = 400;

const Day = z.iso.date();
const Window = {
  service: ServiceId,
  from: Day,
  until: Day,
  municipality: RecordId.optional(),
};

/** @throws Problem services.window-wrong */
function demandWindow(from: string, until: string): void {
  const length = daysBetween(from, until);
  if (length < 0 || length > MOST_DAYS) throw serviceProblems['window-wrong']({ values: { most: MOST_DAYS } });
}

const viewOf = (run: RunRow, names: ReadonlyMap<string, unknown>): RunView => ({
  id: run.id,
  service: run.serviceId,
  from: run.from,
  until: run.until,
  municipality: run.municipalityId,
  scheduled: run.scheduledOn !== null,
  by: (run.startedBy === null ? null : (names.get(run.startedBy) as Record<string, string> | undefined)) ?? null,
  startedAt: run.startedAt,
  state: run.state,
  found: run.found,
  looked: run.looked,
  offered: run.offered,
  reminded: run.reminded,
  known: run.known,
  unfit: run.unfit,
});

const readAfter = (text: string | undefined) => {
  const [validUntil = '', id = ''] = text?.split('~') ?? [];
  return Day.safeParse(validUntil).success && RecordId.safeParse(id).success ? { validUntil, id } : null;
};

/** Offering renewals: what ends in a window, and runs over it that can be stopped and gone on with. */
export function renewalRunOperations(parts: ServiceParts): Operation[] {
  const { documents, identity } = parts;
  const countIn = async (
    tx: Tx,
    service: PublishedService,
    { from, until, municipality }: { from: string; until: string; municipality?: string | undefined },
  ) => documents.countEnding(tx, { services: sourcesOf(service), from, until, municipality });
  return [
    operation({
      name: 'services.get-renewal-desk',
      summary: { ar: 'عروض التجديد الجارية', en: 'Offering renewals: services and runs' },
      kind: 'query',
      who: [staff()],
      route: { method: 'GET', path: '/renewal-runs' },
      rate: 'read',
      input: z.strictObject({}),
      output: RenewalDesk,
      async run(tx, _, context) {
        const services = await renewingServices(parts, tx, context);
        const known = new Set(services.map(({ definition }) => definition.id));
        const runs = (await listRuns(tx, MOST_RUNS)).filter(({ serviceId }) => known.has(serviceId));
        const names = await identity.displayNames(
          tx,
          runs.flatMap(({ startedBy }) => startedBy ?? []),
        );
        return {
          services: services.map((service) => ({
            id: service.definition.id,
            name: service.definition.card.name,
            days: daysOf(service),
          })),
          runs: runs.map((run) => viewOf(run, names)),
        };
      },
    }),
    operation({
      name: 'services.list-ending',
      summary: { ar: 'الرخص التي تنتهي في مدة', en: 'Licences that end in a window' },
      kind: 'query',
      who: [staff()],
      route: { method: 'GET', path: '/ending-licences' },
      rate: 'read',
      input: z.strictObject({ ...Window, after: z.string().max(80).optional() }),
      output: EndingLicences,
      async run(tx, { service: id, from, until, municipality, after }, context) {
        const service = await getRenewing(parts, tx, context, id);
        demandWindow(from, until);
        const counts = await countIn(tx, service, { from, until, municipality });
        const window = { services: sourcesOf(service), from, until, municipality };
        const ending = await documents.ending(tx, window, readAfter(after), PAGE + 1);
        const weighed = await weigh(parts, tx, context, service, ending.slice(0, PAGE));
        const last = ending.slice(0, PAGE).at(-1);
        const byMunicipality = Map.groupBy(counts, (one) => one.municipality);
        return {
          total: counts.reduce((sum, { count }) => sum + count, 0),
          byMunicipality: [...byMunicipality].map(([place, rows]) => ({
            municipality: place,
            count: rows.reduce((sum, { count }) => sum + count, 0),
          })),
          items: weighed.map(({ one, offer, found, fee, renewing }) => {
            const against = found?.against;
            return {
              id: one.id,
              number: one.number,
              title: one.title as Record<string, string>,
              caseId: one.caseId,
              municipality: one.municipality,
              validUntil: one.validUntil,
              would:
                offer !== undefined
                  ? ('offered' as const)
                  : renewing
                    ? ('in-renewal' as const)
                    : against === undefined && found !== undefined
                      ? ('offer' as const)
                      : ('unfit' as const),
              why:
                against === undefined || renewing
                  ? []
                  : against.fields.length > 0
                    ? against.fields.map(({ text }) => ({ ...text }))
                    : [{ ...against.text }],
              fee: fee === null ? null : { amount: fee.total, currency: fee.currency },
            };
          }),
          next: ending.length > PAGE && last !== undefined ? `${last.validUntil}~${last.id}` : null,
        };
      },
    }),
    operation({
      name: 'services.start-renewal-run',
      summary: { ar: 'عرض التجديد على أصحاب رخص تنتهي في مدة', en: 'Offer renewal for licences that end in a window' },
      kind: 'command',
      who: [staff()],
      route: { method: 'POST', path: '/renewal-runs' },
      rate: 'bulk',
      input: z.strictObject(Window),
      output: z.object({ id: z.string(), found: z.int() }),
      async run(tx, { service: id, from, until, municipality }, context) {
        const service = await getRenewing(parts, tx, context, id);
        demandWindow(from, until);
        const counts = await countIn(tx, service, { from, until, municipality });
        const found = counts.reduce((sum, { count }) => sum + count, 0);
        if (found === 0) throw serviceProblems['nothing-ends']();
        const run = context.newId();
        await insertRun(tx, {
          id: run,
          serviceId: id,
          from,
          until,
          municipalityId: municipality ?? null,
          scheduledOn: null,
          startedBy: context.actor.partyId!,
          startedAt: context.now.toString(),
          found,
        });
        context.about({ type: 'renewal-run', id: run, number: service.definition.card.code });
        return { id: run, found };
      },
    }),
    operation({
      name: 'services.get-renewal-run',
      summary: { ar: 'سير عرض التجديد', en: 'How a run of renewal offers goes' },
      kind: 'query',
      who: [staff()],
      route: { method: 'GET', path: '/renewal-runs/{id}' },
      rate: 'read',
      input: z.strictObject({ id: RecordId }),
      output: RunView,
      async run(tx, { id }, context) {
        const run = await findRun(tx, id);
        if (run === undefined) throw serviceProblems['run-not-found']();
        await getRenewing(parts, tx, context, run.serviceId);
        return viewOf(run, await identity.displayNames(tx, run.startedBy === null ? [] : [run.startedBy]));
      },
    }),
    operation({
      name: 'services.set-renewal-run',
      summary: { ar: 'إيقاف عرض التجديد أو استئنافه', en: 'Stop a run of renewal offers, or go on with it' },
      kind: 'command',
      who: [staff()],
      route: { method: 'PUT', path: '/renewal-runs/{id}' },
      rate: 'write',
      input: z.strictObject({ id: RecordId, to: z.enum(['running', 'stopped']) }),
      output: RunView,
      async run(tx, { id, to }, context) {
        const run = await lockRun(tx, id);
        if (run === undefined) throw serviceProblems['run-not-found']();
        await getRenewing(parts, tx, context, run.serviceId);
        if (run.state === 'done') throw serviceProblems['run-done']();
        const next = { ...run, state: to, changedAt: context.now.toString() };
        await updateRun(tx, next);
        context.about({ type: 'renewal-run', id, number: run.serviceId });
        return viewOf(next, await identity.displayNames(tx, run.startedBy === null ? [] : [run.startedBy]));
      },
    }),
    operation({
      name: 'services.due-renewal-runs',
      summary: { ar: 'عروض تجديد لم تكتمل', en: 'Runs of renewal offers to go on with' },
      kind: 'query',
      who: [system()],
      route: { method: 'GET', path: '/renewal-runs-due' },
      rate: 'bulk',
      input: z.strictObject({}),
      output: z.object({ runs: z.array(z.string()) }),
      run: async (tx) => ({ runs: await runsToGoOn(tx) }),
    }),
    operation({
      name: 'services.continue-renewal-run',
      summary: { ar: 'متابعة عرض التجديد', en: 'Go on with a run of renewal offers' },
      kind: 'command',
      who: [system()],
      route: { method: 'POST', path: '/renewal-runs/{id}/batches' },
      rate: 'bulk',
      input: z.strictObject({ id: RecordId }),
      output: z.object({ left: z.boolean() }),
      async run(tx, { id }, context) {
        const run = await lockRun(tx, id);
        if (run === undefined) throw serviceProblems['run-not-found']();
        return { left: run.state === 'running' && (await goOn(parts, tx, context, run)) };
      },
    }),
    operation({
      name: 'services.schedule-renewals',
      summary: { ar: 'بدء عروض التجديد المجدولة', en: 'Begin the renewal offers of the schedule' },
      kind: 'command',
      who: [system()],
      route: { method: 'POST', path: '/renewal-schedule' },
      rate: 'bulk',
      input: z.strictObject({}),
      output: z.object({ begun: z.int() }),
      async run(tx, _, context) {
        const today = todayOf(context);
        let begun = 0;
        for (const service of (await parts.offered.of(tx, context.tenant)).values()) {
          const [first] = daysOf(service);
          if (first === undefined) continue;
          const until = Temporal.PlainDate.from(today).add({ days: first }).toString();
          const counts = await countIn(tx, service, { from: today, until });
          const found = counts.reduce((sum, { count }) => sum + count, 0);
          if (found === 0) continue;
          const run = {
            id: context.newId(),
            serviceId: service.definition.id,
            from: today,
            until,
            municipalityId: null,
            scheduledOn: today,
            startedBy: null,
            startedAt: context.now.toString(),
            found,
          };
          if (await insertRun(tx, run)) begun += 1;
        }
        return { begun };
      },
    }),
  ];
}
