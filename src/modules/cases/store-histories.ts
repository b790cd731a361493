import type { Id } from '#kernel/id.ts';
import { rows, sql, type Tx } from '#platform/db.ts';
import type { CaseEvent } from './model.ts';
import type { PlacedCase, PlacesAsked } from './store-places.ts';

/** One entry of a timeline, with those of its events that were asked for. */
export interface Moment {
  readonly at: string;
  readonly action: string;
  readonly events: readonly CaseEvent[];
}

/** A case with its place, some of its data and some of what happened to it: what figures are made of. */
export interface CaseHistory extends PlacedCase {
  /** In the order of the paths asked for; null where there is nothing. */
  readonly values: readonly (string | null)[];
  readonly moments: readonly Moment[];
}

export interface HistoryParts {
  readonly events: readonly CaseEvent['type'][];
  /** Paths within the case's data, such as `['category', 'group']`. */
  readonly values: readonly (readonly string[])[];
}

const NONE = '00000000-0000-0000-0000-000000000000';

/** Cases of one type, by id, with the entries of their timelines in order. */
export const readHistories = (
  tx: Tx,
  type: string,
  asked: PlacesAsked,
  { events, values }: HistoryParts,
): Promise<CaseHistory[]> =>
  rows<CaseHistory>(
    tx,
    sql`select c.id, c.number, c.topic, c.state, c.projection -> 'result' ->> 'result' as result,
          to_json(c.opened_at) #>> '{}' as "openedAt", to_json(c.closed_at) #>> '{}' as "closedAt",
          c.point[0] as longitude, c.point[1] as latitude,
          c.municipality_id as "municipalityId", c.district_id as "districtId", c.public,
          array[${sql.join(values.map((path) => sql`c.projection -> 'data' #>> ${path}::text[]`))}]::text[] as values,
          coalesce((
            select jsonb_agg(jsonb_build_object('at', a.at, 'action', a.action, 'events',
                jsonb_path_query_array(a.events, '$[*] ? (exists (@.type ? (@ == $types[*])))',
                  jsonb_build_object('types', ${JSON.stringify(events)}::jsonb))) order by a.seq)
            from cases.action a where a.tenant_id = platform.current_tenant() and a.case_id = c.id
          ), '[]') as moments
        from (
          select * from cases."case" c
          where c.tenant_id = platform.current_tenant() and c.type = ${type}
            and ${'ids' in asked ? sql`c.id = any(${asked.ids as Id[]}::uuid[])` : sql`c.id > ${asked.after ?? NONE}::uuid`}
          order by c.id ${'ids' in asked ? sql`` : sql`limit ${asked.limit}`}
        ) c order by c.id`,
  );
