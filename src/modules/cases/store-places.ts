import type { Id } from '#kernel/id.ts';
import { rows, sql, type Tx, tableOf } from '#platform/db.ts';
import { MOST_NEAR } from './store-lists.ts';

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

const PLACED = sql`c.id, c.number, c.topic, c.state, c.projection -> 'result' ->> 'result' as result,
  to_json(c.opened_at) #>> '{}' as "openedAt", to_json(c.closed_at) #>> '{}' as "closedAt",
  c.point[0] as longitude, c.point[1] as latitude,
  c.municipality_id as "municipalityId", c.district_id as "districtId", c.public`;

/** Cases of one type with their places, by id; those without a place and those that are not public too. */
export const readPlaces = (tx: Tx, type: string, asked: PlacesAsked): Promise<PlacedCase[]> =>
  rows<PlacedCase>(
    tx,
    sql`select ${PLACED} from cases."case" c
        where c.tenant_id = platform.current_tenant() and c.type = ${type}
          and ${'ids' in asked ? sql`c.id = any(${asked.ids}::uuid[])` : sql`c.id > ${asked.after ?? NONE}::uuid`}
        order by c.id ${'ids' in asked ? sql`` : sql`limit ${asked.limit}`}`,
  );

/** A case with some of its data. */
export interface CaseParts extends PlacedCase {
  /** In the order of the paths asked for; null where there is nothing. */
  readonly values: readonly unknown[];
}

const partsAt = (paths: readonly string[]) =>
  sql.join(paths.map((path) => sql`c.projection #> ${`{data,${path}}`}::text[]`));

/** These cases, as far as they are of the type, with the data at paths such as `category,group` and nothing else of it. */
export const readParts = (tx: Tx, type: string, ids: readonly Id[], paths: readonly string[]): Promise<CaseParts[]> =>
  rows<CaseParts>(
    tx,
    sql`select ${PLACED}, jsonb_build_array(${partsAt(paths)}) as values from cases."case" c
        where c.tenant_id = platform.current_tenant() and c.type = ${type} and c.id = any(${ids}::uuid[])
        order by c.id`,
  );

/** An open case near a point that was asked about. */
export interface Neighbour {
  /** Of whom it is a neighbour. */
  readonly of: Id;
  readonly id: Id;
  readonly topic: string | null;
  readonly openedAt: string;
  readonly longitude: number;
  readonly latitude: number;
  /** Texts of its data, in the order of the paths asked for. */
  readonly texts: readonly (string | null)[];
}

/**
 * For each of many points the nearest open cases of a type, at most `most`, within a box of `degrees` to each side; with
 * these texts of their data and nothing else, since a point in a city has many neighbours.
 */
export type FindNeighbours = (
  tx: Tx,
  type: string,
  points: readonly { readonly of: Id; readonly longitude: number; readonly latitude: number }[],
  degrees: number,
  most: number,
  /** Such as `category,group`. */
  paths: readonly string[],
) => Promise<Neighbour[]>;

export const openNeighbours: FindNeighbours = (tx, type, points, degrees, most, paths) =>
  rows<Neighbour>(
    tx,
    sql`select given.of, c.id, c.topic, to_json(c.opened_at) #>> '{}' as "openedAt",
          c.point[0] as longitude, c.point[1] as latitude,
          json_build_array(${sql.join(paths.map((path) => sql`c.projection #>> ${`{data,${path}}`}::text[]`))}) as texts
        from ${tableOf({ of: 'uuid', longitude: 'float8', latitude: 'float8' }, points)}
        cross join lateral (
          select id, topic, opened_at, point, projection from cases."case"
          where tenant_id = platform.current_tenant() and type = ${type} and closed_at is null
            and id = any(array(select cases.find_in_box(
              box(point(longitude - ${degrees}::float8, latitude - ${degrees}::float8),
                  point(longitude + ${degrees}::float8, latitude + ${degrees}::float8)), ${MOST_NEAR})))
          order by point <-> point(longitude, latitude) limit ${most}) c`,
  );
