import type { Id } from '#kernel/id.ts';
import { changedRows, findRow, getRow, rows, sql, type Tx } from '#platform/db.ts';

export type SavedPage = 'triage' | 'work';

/** A list somebody narrowed and named. */
export interface SavedList {
  readonly id: Id;
  readonly ownerId: Id;
  /** The team it is shown to besides its owner. */
  readonly team: string | null;
  readonly page: SavedPage;
  readonly name: string;
  readonly filter: Record<string, unknown>;
  readonly position: number;
  /** Whether the reader begins its page with it. */
  readonly first: boolean;
}

const COLUMNS = sql`l.id, l.owner_id as "ownerId", l.team, l.page, l.name, l.filter, l.position`;

/** A person's own lists in their order, then those of their teams by name. */
export const readSavedLists = (tx: Tx, partyId: Id, teams: readonly string[], most: number): Promise<SavedList[]> =>
  rows<SavedList>(
    tx,
    sql`select ${COLUMNS}, f.list_id is not null as first
        from cases.saved_list l
        left join cases.first_list f
          on f.tenant_id = l.tenant_id and f.party_id = ${partyId} and f.page = l.page and f.list_id = l.id
        where l.tenant_id = platform.current_tenant() and l.deleted_at is null
          and (l.owner_id = ${partyId} or l.team = any(${teams}::text[]))
        order by l.owner_id <> ${partyId}, case when l.owner_id = ${partyId} then l.position end, l.name, l.id
        limit ${most}`,
  );

/** A list, deleted or not, held until the transaction ends. */
export const lockSavedList = (tx: Tx, id: Id): Promise<(SavedList & { readonly deleted: boolean }) | undefined> =>
  findRow(
    tx,
    sql`select ${COLUMNS}, false as first, l.deleted_at is not null as deleted from cases.saved_list l
        where l.tenant_id = platform.current_tenant() and l.id = ${id} for update`,
  );

/** How many lists somebody has, and the position after their last. */
export const countOwnLists = (tx: Tx, ownerId: Id): Promise<{ count: number; next: number }> =>
  getRow(
    tx,
    sql`select count(*) filter (where deleted_at is null) as count, coalesce(max(position), 0) + 1 as next
        from cases.saved_list where tenant_id = platform.current_tenant() and owner_id = ${ownerId}`,
  );

export async function putSavedList(tx: Tx, list: Omit<SavedList, 'first'>, now: string): Promise<void> {
  const { id, ownerId, team, page, name, filter, position } = list;
  await sql`
    insert into cases.saved_list (id, owner_id, team, page, name, filter, position, changed_at)
    values (${id}, ${ownerId}, ${team}, ${page}, ${name}, ${JSON.stringify(filter)}::jsonb, ${position}, ${now}::timestamptz)
    on conflict (tenant_id, id) do update set team = excluded.team, name = excluded.name, filter = excluded.filter,
      position = excluded.position, changed_at = excluded.changed_at, deleted_at = null`.execute(tx);
}

export const markDeleted = (tx: Tx, id: Id, at: string): Promise<number> =>
  changedRows(
    tx,
    sql`update cases.saved_list set deleted_at = ${at}::timestamptz
        where tenant_id = platform.current_tenant() and id = ${id} and deleted_at is null`,
  );

/** Removes for good what was deleted before `before`. */
export const forgetDeleted = (tx: Tx, ownerId: Id, before: string): Promise<number> =>
  changedRows(
    tx,
    sql`delete from cases.saved_list
        where tenant_id = platform.current_tenant() and owner_id = ${ownerId} and deleted_at < ${before}::timestamptz`,
  );

/** Exchanges a list with its neighbour among its owner's of the same page. */
export async function moveSavedList(
  tx: Tx,
  { id, ownerId, page, position }: SavedList,
  direction: 'up' | 'down',
): Promise<void> {
  const up = direction === 'up';
  const beyond = sql.raw(up ? '<' : '>');
  const neighbour = await findRow<{ id: Id; position: number }>(
    tx,
    sql`select id, position from cases.saved_list
        where tenant_id = platform.current_tenant() and owner_id = ${ownerId} and page = ${page} and deleted_at is null
          and (position, id) ${beyond} (${position}, ${id}::uuid)
        order by position ${sql.raw(up ? 'desc' : 'asc')}, id ${sql.raw(up ? 'desc' : 'asc')} limit 1 for update`,
  );
  if (neighbour === undefined) return;
  await sql`
    update cases.saved_list set position = case id when ${id}::uuid then ${neighbour.position}::integer else ${position}::integer end
    where tenant_id = platform.current_tenant() and id in (${id}::uuid, ${neighbour.id}::uuid)`.execute(tx);
}

/** Begins a page with a list, or no longer. */
export async function putFirstList(tx: Tx, partyId: Id, page: SavedPage, listId: Id | null): Promise<void> {
  if (listId === null) {
    await sql`delete from cases.first_list
      where tenant_id = platform.current_tenant() and party_id = ${partyId} and page = ${page}`.execute(tx);
    return;
  }
  await sql`
    insert into cases.first_list (party_id, page, list_id) values (${partyId}, ${page}, ${listId})
    on conflict (tenant_id, party_id, page) do update set list_id = excluded.list_id`.execute(tx);
}
