import type { Id } from '#kernel/id.ts';
import { rows, sql, type Tx } from '#platform/db.ts';

/** Which documents end: in force today, and with their last day in this window of the tenant's calendar, both included. */
export interface EndingAsked {
  readonly services: readonly string[];
  readonly from: string;
  readonly until: string;
  /** Where they hold; undefined: anywhere. */
  readonly municipality?: Id | undefined;
}

/** A document that ends, as far as it is known without opening it. */
export interface EndingDocument {
  readonly id: Id;
  readonly number: string;
  readonly caseId: Id;
  readonly service: string;
  readonly title: Readonly<Record<string, string>>;
  readonly holder: Id;
  readonly municipality: Id | null;
  readonly validUntil: string;
}

const within = ({
  services,
  from,
  until,
  municipality,
}: EndingAsked) => sql`state = 'valid' and valid_until is not null and service_id = any(${[...services]}::text[])
  and valid_until >= ${from}::date and valid_until <= ${until}::date
  ${municipality === undefined ? sql`` : sql`and municipality_id = ${municipality}`}`;

/** Those that end first come first, after the one given. */
export const findEnding = (
  tx: Tx,
  asked: EndingAsked,
  after: { readonly validUntil: string; readonly id: Id } | null,
  limit: number,
): Promise<EndingDocument[]> =>
  rows(
    tx,
    sql`select id, number, case_id as "caseId", service_id as service, title, holder_id as holder,
          municipality_id as municipality, valid_until::text as "validUntil"
        from documents.issued where tenant_id = platform.current_tenant() and ${within(asked)}
          ${after === null ? sql`` : sql`and (valid_until, id) > (${after.validUntil}::date, ${after.id}::uuid)`}
        order by valid_until, id limit ${limit}`,
  );

export const countEnding = (
  tx: Tx,
  asked: EndingAsked,
): Promise<{ readonly service: string; readonly municipality: Id | null; readonly count: number }[]> =>
  rows(
    tx,
    sql`select service_id as service, municipality_id as municipality, count(*)::integer as count
        from documents.issued where tenant_id = platform.current_tenant() and ${within(asked)} group by 1, 2 order by 1, 2`,
  );

/** Cases among these whose document ends on a day or later. */
export const findEndingSince = async (tx: Tx, caseIds: readonly Id[], day: string): Promise<Id[]> =>
  (
    await rows<{ caseId: Id }>(
      tx,
      sql`select distinct case_id as "caseId" from documents.issued
          where tenant_id = platform.current_tenant() and case_id = any(${[...caseIds]}::uuid[])
            and valid_until >= ${day}::date`,
    )
  ).map(({ caseId }) => caseId);
