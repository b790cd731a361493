import type { Id } from '#kernel/id.ts';
import { rows, sql, type Tx } from '#platform/db.ts';

/** Where a case is and how it stands: what a map needs of it, without its data. */
export interface PlacedCase {
  readonly id: Id;
  readonly number: string;
  readonly topic: string | null;
  readonly state: string;
  readonly result: string | null;
  readonly openedAt: string;
  readonly closedAt: string | null;
  readonly longitude: number | null;
  readonly latitude: number | null;
  readonly municipalityId: Id | null;
  readonly districtId: Id | null;
  readonly public: boolean;
}

/** Either these cases, or so many of a type in the order of their ids, beginning after one. */
export type PlacesAsked = { readonly ids: readonly Id[] } | { readonly after: Id | null; readonly limit: number };

const NONE = '00000000-0000-0000-0000-000000000000';

/** Cases of one type with their places, by id; those without a place and those that are not public too. */
export const readPlaces = (tx: Tx, type: string, asked: PlacesAsked): Promise<PlacedCase[]> =>
  rows<PlacedCase>(
    tx,
    sql`select c.id, c.number, c.topic, c.state, c.projection -> 'result' ->> 'result' as result,
          to_json(c.opened_at) #>> '{}' as "openedAt", to_json(c.closed_at) #>> '{}' as "closedAt",
          c.point[0] as longitude, c.point[1] as latitude,
          c.municipality_id as "municipalityId", c.district_id as "districtId", c.public
        from cases."case" c
        where c.tenant_id = platform.current_tenant() and c.type = ${type}
          and ${'ids' in asked ? sql`c.id = any(${asked.ids}::uuid[])` : sql`c.id > ${asked.after ?? NONE}::uuid`}
        order by c.id ${'ids' in asked ? sql`` : sql`limit ${asked.limit}`}`,
  );
