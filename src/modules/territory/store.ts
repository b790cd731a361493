import type { WorkingCalendar } from '#kernel/calendar.ts';
import type { Id } from '#kernel/id.ts';
import { changedRows, findRow, rows, sql, type Tx } from '#platform/db.ts';
import type { Area } from './model.ts';

interface AreaRow {
  id: Id;
  kind: Area['kind'];
  code: string;
  name: Area['name'];
  parent_id: Id | null;
  polygons: Area['polygons'];
  west: number;
  south: number;
  east: number;
  north: number;
  longitude: number;
  latitude: number;
  approximate: boolean;
  source: string;
  valid_from: string;
  valid_to: string | null;
}

/** Every area of the tenant, those that count no more included. Read once for each version, never while a report is taken in. */
export async function readAreas(tx: Tx): Promise<readonly Area[]> {
  const found = await rows<AreaRow>(
    tx,
    sql`select id, kind, code, name, parent_id, polygons,
               (box[1])[0] as west, (box[1])[1] as south, (box[0])[0] as east, (box[0])[1] as north,
               label[0] as longitude, label[1] as latitude, approximate, source, valid_from, valid_to
          from territory.area where tenant_id = platform.current_tenant() order by code`,
  );
  return found.map((row) => ({
    id: row.id,
    kind: row.kind,
    code: row.code,
    name: row.name,
    parentId: row.parent_id,
    polygons: row.polygons,
    point: { longitude: row.longitude, latitude: row.latitude },
    box: { west: row.west, south: row.south, east: row.east, north: row.north },
    approximate: row.approximate,
    source: row.source,
    validFrom: row.valid_from,
    validTo: row.valid_to,
  }));
}

/**
 * Stores areas by their code: a known code keeps its id and first day. Returns how many rows were added or differ now;
 * an area that is the same as before is left alone.
 */
export async function writeAreas(tx: Tx, areas: readonly Area[]): Promise<number> {
  const values = areas.map(({ point, box, ...area }) => ({
    id: area.id,
    kind: area.kind,
    code: area.code,
    name: area.name,
    parent_id: area.parentId,
    polygons: area.polygons,
    box: `(${box.east},${box.north}),(${box.west},${box.south})`,
    label: `(${point.longitude},${point.latitude})`,
    approximate: area.approximate,
    source: area.source,
    valid_from: area.validFrom,
  }));
  return changedRows(
    tx,
    sql`insert into territory.area as old
               (tenant_id, id, kind, code, name, parent_id, polygons, box, label, approximate, source, valid_from)
        select platform.current_tenant(), id, kind, code, name, parent_id, nullif(polygons, 'null'), box::box, label::point,
               approximate, source, valid_from
          from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as given (id uuid, kind text, code text, name jsonb,
               parent_id uuid, polygons jsonb, box text, label text, approximate boolean, source text, valid_from date)
        on conflict (tenant_id, code) do update
           set kind = excluded.kind, name = excluded.name, parent_id = excluded.parent_id, polygons = excluded.polygons,
               box = excluded.box, label = excluded.label, approximate = excluded.approximate, source = excluded.source,
               valid_to = null
         where (old.kind, old.name, old.parent_id, old.polygons, old.approximate, old.source, old.valid_to)
               is distinct from (excluded.kind, excluded.name, excluded.parent_id, excluded.polygons, excluded.approximate,
                                 excluded.source, null::date)
            or old.label::text <> excluded.label::text`,
  );
}

/** Ends on `day` the areas of a source that are not among `codes`; returns how many. */
export const endAreas = (tx: Tx, source: string, codes: readonly string[], day: string): Promise<number> =>
  changedRows(
    tx,
    sql`update territory.area set valid_to = greatest(${day}::date, valid_from)
         where tenant_id = platform.current_tenant() and source = ${source} and valid_to is null
           and not (code = any (${codes}::text[]))`,
  );

/** The value that changes with every change; null before the first. */
export async function readVersion(tx: Tx): Promise<Id | null> {
  const row = await findRow<{ value: Id }>(
    tx,
    sql`select value from territory.version where tenant_id = platform.current_tenant()`,
  );
  return row?.value ?? null;
}

/** Writers of one tenant wait for each other here, before they read what they build upon. */
export const lockVersion = (tx: Tx, value: Id, now: Temporal.Instant): Promise<number> =>
  changedRows(
    tx,
    sql`insert into territory.version (tenant_id, value, changed_at)
        values (platform.current_tenant(), ${value}, ${now.toString()})
        on conflict (tenant_id) do update set value = excluded.value, changed_at = excluded.changed_at`,
  );

export interface CalendarEntry {
  readonly calendar: WorkingCalendar;
  readonly enteredAt: Temporal.Instant;
}

/** The calendar that counted at `at`, or counts now; undefined before the first was entered. */
export async function findCalendar(tx: Tx, at?: Temporal.Instant): Promise<CalendarEntry | undefined> {
  const row = await findRow<{ calendar: WorkingCalendar; entered_at: string }>(
    tx,
    sql`select calendar, to_json(entered_at) #>> '{}' as entered_at from territory.calendar
         where tenant_id = platform.current_tenant() and (${at?.toString() ?? null}::timestamptz is null or entered_at <= ${at?.toString() ?? null}::timestamptz)
         order by entered_at desc, id desc limit 1`,
  );
  return row && { calendar: row.calendar, enteredAt: Temporal.Instant.from(row.entered_at) };
}

export const addCalendar = (
  tx: Tx,
  entry: { id: Id; calendar: WorkingCalendar; now: Temporal.Instant; by: Id | null },
): Promise<number> =>
  changedRows(
    tx,
    sql`insert into territory.calendar (tenant_id, id, calendar, entered_at, entered_by)
        values (platform.current_tenant(), ${entry.id}, ${JSON.stringify(entry.calendar)}::jsonb, ${entry.now.toString()}, ${entry.by})`,
  );
