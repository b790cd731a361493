import { z } from 'zod';
import { WorkingCalendar } from '#kernel/calendar.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { anyone, system, tenantRole } from '#platform/policy.ts';
import { TERRITORY_CHANGED } from './api.ts';
import type { AtlasCache } from './operations-cache.ts';
import { everyHour } from './rules-calendar.ts';
import { addCalendar, findCalendar, lockVersion } from './store.ts';

const Instant = z.iso.datetime({ offset: true });

/** The working calendar: readable by anybody whom a deadline concerns, replaced as a whole, every replaced one kept. */
export const calendarOperations = (atlases: AtlasCache): Operation[] => [
  operation({
    name: 'territory.get-calendar',
    summary: {
      ar: 'تقويم العمل: الأيام والساعات والإجازات والمواسم',
      en: 'The working calendar: days, hours, holidays, seasons',
    },
    kind: 'query',
    who: [anyone()],
    route: { method: 'GET', path: '/territory/calendar' },
    rate: 'read',
    /** `at`: the calendar that counted then. */
    input: z.strictObject({ at: Instant.optional() }),
    output: z.object({ calendar: WorkingCalendar, enteredAt: z.string().nullable() }),
    async run(tx, { at }, { tenant }) {
      const entry = await findCalendar(tx, at === undefined ? undefined : Temporal.Instant.from(at));
      return {
        calendar: entry?.calendar ?? everyHour(tenant.timeZone),
        enteredAt: entry?.enteredAt.toString() ?? null,
      };
    },
  }),
  operation({
    name: 'territory.put-calendar',
    summary: { ar: 'استبدال تقويم العمل', en: 'Replace the working calendar' },
    kind: 'command',
    who: [tenantRole('administrator'), system()],
    route: { method: 'PUT', path: '/territory/calendar' },
    rate: 'write',
    input: z.strictObject({ calendar: WorkingCalendar }),
    output: z.object({ id: z.uuid(), enteredAt: z.string() }),
    async run(tx, { calendar }, context) {
      const id = context.newId();
      await lockVersion(tx, context.newId(), context.now);
      await addCalendar(tx, { id, calendar, now: context.now, by: context.actor.partyId });
      atlases.recheck(context.tenant.id);
      context.about({ type: 'calendar', id });
      context.emit({ type: TERRITORY_CHANGED, key: id, payload: { what: 'calendar' } });
      return { id, enteredAt: context.now.toString() };
    },
  }),
];
