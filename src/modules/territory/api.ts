import type { WorkingCalendar } from '#kernel/calendar.ts';
import type { Id } from '#kernel/id.ts';
import type { Parcel, ParcelName } from '#kernel/parcel.ts';
import type { Point } from '#kernel/place.ts';
import type { Text } from '#kernel/text.ts';
import type { Tx } from '#platform/db.ts';
import type { Tenant } from '#platform/tenants.ts';
import type { AreaKind, AreaRef, Located, NearArea } from './model.ts';
import type { ParcelFault } from './model-parcels.ts';

export type { AreaKind, AreaRef, Located, NearArea } from './model.ts';
export { MOST_PARCELS, PARCEL_FAULTS, type ParcelFault } from './model-parcels.ts';

/** An area found by its name. `point`: where its name is written; the place itself only of a landmark. */
export interface FoundPlace extends AreaRef {
  readonly point: Point;
  readonly within: readonly AreaRef[];
}

/** Something of the areas, of the parcels or of the calendar changed. */
export const TERRITORY_CHANGED = 'territory.changed';

/**
 * What other modules may ask of the territory. Answers come from memory, but for parcels; `tx` is used to see whether the
 * territory changed, and to read it when it did.
 */
export interface TerritoryApi {
  /**
   * The areas that hold a point; undefined when it lies outside the tenant's territory. Of a tenant without
   * any border only its setting `area` is known: every member is null there.
   */
  locate(tx: Tx, tenant: Tenant, point: Point): Promise<Located | undefined>;
  /** As `locate`. @throws Problem territory.outside (422), naming the tenant */
  locateOrRefuse(tx: Tx, tenant: Tenant, point: Point): Promise<Located>;
  /** The areas of a kind nearest to the point, nearest first. */
  nearestAreas(tx: Tx, tenant: Tenant, point: Point, kind: AreaKind, limit: number): Promise<readonly NearArea[]>;
  /** An area by id, also one that counts no more. */
  findArea(tx: Tx, tenant: Tenant, id: Id): Promise<AreaRef | undefined>;
  /** An area by the code it has in the tenant's files, also one that counts no more. */
  findAreaByCode(tx: Tx, tenant: Tenant, code: string): Promise<AreaRef | undefined>;
  /** The name of an area; an empty text when there is none. */
  areaName(tx: Tx, tenant: Tenant, id: Id): Promise<Text>;
  /** Areas and landmarks by words of their names, best match first, each with the areas it lies in, the smallest first. */
  findByName(tx: Tx, tenant: Tenant, words: string, limit: number): Promise<readonly FoundPlace[]>;
  /** The areas of one kind that count now, by code, with the area each belongs to. */
  areasOf(tx: Tx, tenant: Tenant, kind: AreaKind): Promise<readonly (AreaRef & { readonly parentId: Id | null })[]>;
  /** The parcel of a plan and a number however they are written, or the one that holds a point; why there is none. */
  findParcel(tx: Tx, tenant: Tenant, wanted: ParcelName | Point): Promise<Parcel | ParcelFault>;
  /**
   * The working calendar that counts now. Before one was entered every hour of every day is worked, so that deadlines
   * exist, in the tenant's zone.
   */
  calendarOf(tx: Tx, tenant: Tenant): Promise<WorkingCalendar>;
}
