import { z } from 'zod';
import type { Position } from '#kernel/geometry.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { staff } from '#platform/policy.ts';
import { getApplication } from './operations-application-shared.ts';
import { RecordId, type ServiceParts, serviceOf, WordsView } from './operations-shared.ts';
import { serviceProblems } from './problems.ts';
import { daysOverlap, metresBetween, workDays } from './rules-works.ts';

/** Half a side of the box in which works are looked for, degrees: about a kilometre. */
const AROUND = 0.01;
const MOST = 60;

const Route = z.array(z.tuple([z.number(), z.number()]));

/** Works of others at the place and in the time of one, the nearest first. */
export const WorksBeside = z.object({
  /** How near a work must come to count, in metres; null where the service is about no works. */
  within: z.int().nullable(),
  works: z.array(
    z.object({
      id: z.string(),
      number: z.string(),
      service: WordsView,
      from: z.string(),
      until: z.string(),
      metres: z.int(),
      points: Route,
    }),
  ),
});
export type WorksBeside = z.infer<typeof WorksBeside>;

const routeOf = (value: unknown): Position[] | undefined => {
  const read = z.object({ points: Route.min(2) }).safeParse(value);
  return read.success ? read.data.points : undefined;
};

function parsed(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return undefined;
  }
}

export const worksOperations = (parts: ServiceParts): Operation[] => [
  operation({
    name: 'services.list-works-beside',
    summary: { ar: 'الأعمال الأخرى في المكان والزمان نفسيهما', en: 'Other works at the same place and time' },
    kind: 'query',
    who: [staff()],
    route: { method: 'GET', path: '/applications/{id}/works-beside' },
    rate: 'read',
    input: z.strictObject({ id: RecordId }),
    output: WorksBeside,
    async run(tx, { id }, context) {
      const { state } = await getApplication(parts, tx, context, id);
      if (!parts.cases.mayRead(context.actor, state)) throw serviceProblems['application-not-found']();
      const offered = [...(await parts.offered.of(tx, context.tenant)).values()];
      const mine = offered.find(({ definition }) => definition.id === serviceOf(state).id)?.definition.works;
      if (mine === undefined) return { within: null, works: [] };
      const route = routeOf(state.data[mine.route]);
      const days = workDays(state.data[mine.from], state.data[mine.days]);
      const { place } = state;
      if (route === undefined || days === undefined || place === null) return { within: mine.within, works: [] };
      const found: Omit<WorksBeside['works'][number], 'number'>[] = [];
      for (const { definition } of offered) {
        const { works, card, caseType } = definition;
        if (works === undefined) continue;
        const at = [{ of: id, longitude: place.longitude, latitude: place.latitude }];
        const paths = [works.route, works.from, works.days];
        for (const near of await parts.cases.neighbours(tx, caseType.id, at, AROUND, MOST, paths)) {
          const points = routeOf(parsed(near.texts[0]));
          const theirs = workDays(near.texts[1], near.texts[2]);
          if (near.id === id || points === undefined || theirs === undefined || !daysOverlap(days, theirs)) continue;
          const metres = metresBetween(route, points);
          if (metres > mine.within) continue;
          const rounded = points.map(([x, y]): [number, number] => [x, y]);
          found.push({ id: near.id, service: card.name, ...theirs, metres: Math.round(metres), points: rounded });
        }
      }
      const numbers = await parts.cases.numbersOf(
        tx,
        found.map((one) => one.id),
      );
      return {
        within: mine.within,
        works: found.sort((a, b) => a.metres - b.metres).map((one) => ({ ...one, number: numbers.get(one.id) ?? '' })),
      };
    },
  }),
];
