import type { Box, Position } from '#kernel/geometry.ts';
import type { Id } from '#kernel/id.ts';
import type { LandUse } from '#kernel/parcel.ts';
import type { Point } from '#kernel/place.ts';
import { changedRows, findRow, rows, sql, type Tx } from '#platform/db.ts';
import type { ImportedParcel } from './rules-parcels.ts';

/** A parcel as it is stored; its district is named by id. */
export interface ParcelRow extends Point {
  readonly plan: string;
  readonly number: string;
  readonly squareMetres: number;
  readonly landUse: LandUse;
  readonly districtId: Id | null;
  readonly points: readonly Position[];
  readonly approximate: boolean;
}

const COLUMNS = sql`plan, number, square_metres as "squareMetres", land_use as "landUse", district_id as "districtId", points,
                    label[0] as longitude, label[1] as latitude, approximate`;

const written = ({ west, south, east, north }: Box): string => `(${east},${north}),(${west},${south})`;

/** The parcel of a plan and a number, each as `parcelKey` writes it. */
export const findParcelByName = (tx: Tx, planKey: string, numberKey: string): Promise<ParcelRow | undefined> =>
  findRow<ParcelRow>(
    tx,
    sql`select ${COLUMNS} from territory.parcel
         where tenant_id = platform.current_tenant() and plan_key = ${planKey} and number_key = ${numberKey}`,
  );

/** Whether a plan of this number has any parcel. */
export const knowsPlan = async (tx: Tx, planKey: string): Promise<boolean> =>
  (await findRow(
    tx,
    sql`select 1 as known from territory.parcel
         where tenant_id = platform.current_tenant() and plan_key = ${planKey} limit 1`,
  )) !== undefined;

/** Parcels whose box touches a box, those nearest to its middle first. */
export const parcelsWithin = (tx: Tx, box: Box, most: number): Promise<ParcelRow[]> =>
  rows<ParcelRow>(
    tx,
    sql`select ${COLUMNS} from territory.find_parcels(${written(box)}::box, ${most}) with ordinality as found (id, place)
          join territory.parcel using (id)
         where tenant_id = platform.current_tenant() order by found.place`,
  );

/** Stores parcels by plan and number, anew where they differ. Returns how many are new or changed. */
export const upsertParcels = (
  tx: Tx,
  parcels: readonly (ImportedParcel & { readonly id: Id; readonly districtId: Id | null })[],
  source: string,
  at: string,
): Promise<number> => {
  const values = parcels.map(({ box, label, district: _, ...parcel }) => ({
    ...parcel,
    box: written(box),
    label: `(${label.longitude},${label.latitude})`,
  }));
  return changedRows(
    tx,
    sql`insert into territory.parcel as old (tenant_id, id, plan, number, plan_key, number_key, square_metres, land_use,
               district_id, points, box, label, approximate, source, changed_at)
        select platform.current_tenant(), id, plan, number, "planKey", "numberKey", "squareMetres", "landUse",
               "districtId", points, box::box, label::point, approximate, ${source}, ${at}::timestamptz
          from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as given (id uuid, plan text, number text,
               "planKey" text, "numberKey" text, "squareMetres" double precision, "landUse" text, "districtId" uuid,
               points jsonb, box text, label text, approximate boolean)
        on conflict (tenant_id, plan_key, number_key) do update
           set plan = excluded.plan, number = excluded.number, square_metres = excluded.square_metres,
               land_use = excluded.land_use, district_id = excluded.district_id, points = excluded.points,
               box = excluded.box, label = excluded.label, approximate = excluded.approximate, source = excluded.source,
               changed_at = excluded.changed_at
         where (old.plan, old.number, old.square_metres, old.land_use, old.district_id, old.points, old.approximate, old.source)
               is distinct from (excluded.plan, excluded.number, excluded.square_metres, excluded.land_use,
                                 excluded.district_id, excluded.points, excluded.approximate, excluded.source)`,
  );
};
