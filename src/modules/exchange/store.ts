import type { Id } from '#kernel/id.ts';
import { changedRows, findRow, rows, sql, type Tx } from '#platform/db.ts';
import type { WebhookFilter, WebhookForm, WebhookStatus, WebhookView } from './model.ts';
import { isNext } from './store-messages.ts';

export interface WebhookRow extends WebhookFilter {
  readonly id: Id;
  readonly name: string;
  readonly url: string;
  readonly ownerId: Id | null;
  readonly view: WebhookView;
  readonly agency: string | null;
  readonly status: WebhookStatus;
  readonly reason: string | null;
  readonly sealedSecret: string;
  readonly formerSecret: string | null;
  readonly formerUntil: string | null;
  readonly failures: number;
  readonly failingSince: string | null;
  readonly restsUntil: string | null;
  readonly deliveredAt: string | null;
  readonly createdBy: Id | null;
  readonly createdAt: string;
  readonly version: number;
}

const iso = (column: string) => `to_json(${column}) #>> '{}'`;
const WEBHOOK = sql.raw(`id, name, url, owner_id as "ownerId", view, agency, events, categories, areas, states, status,
  reason, sealed_secret as "sealedSecret", former_secret as "formerSecret", ${iso('former_until')} as "formerUntil",
  failures, ${iso('failing_since')} as "failingSince", ${iso('rests_until')} as "restsUntil",
  ${iso('delivered_at')} as "deliveredAt", created_by as "createdBy", ${iso('created_at')} as "createdAt", version`);

export async function insertWebhook(
  tx: Tx,
  webhook: WebhookForm & {
    readonly id: Id;
    readonly ownerId: Id | null;
    readonly sealedSecret: string;
    readonly createdBy: Id | null;
    readonly at: string;
  },
): Promise<void> {
  await sql`insert into exchange.webhook (id, name, url, owner_id, view, agency, events, categories, areas, states, status,
              sealed_secret, created_by, created_at)
            values (${webhook.id}, ${webhook.name}, ${webhook.url}, ${webhook.ownerId}, ${webhook.view},
              ${webhook.agency ?? null}, ${webhook.events}::text[], ${webhook.categories}::text[],
              ${webhook.areas}::text[], ${webhook.states}::text[], 'active', ${webhook.sealedSecret},
              ${webhook.createdBy}, ${webhook.at}::timestamptz)`.execute(tx);
}

/** False when somebody else changed it since `version`. */
export const changeWebhook = async (
  tx: Tx,
  id: Id,
  form: WebhookForm & { readonly ownerId: Id | null },
  version: number,
): Promise<boolean> =>
  (await changedRows(
    tx,
    sql`update exchange.webhook set name = ${form.name}, url = ${form.url}, owner_id = ${form.ownerId},
          view = ${form.view}, agency = ${form.agency ?? null}, events = ${form.events}::text[],
          categories = ${form.categories}::text[], areas = ${form.areas}::text[], states = ${form.states}::text[],
          failures = 0, failing_since = null, rests_until = null, version = version + 1
        where tenant_id = platform.current_tenant() and id = ${id} and version = ${version}`,
  )) === 1;

/** Starts or stops a webhook; started again, its receiver begins with a clean slate. */
export async function setStatus(tx: Tx, id: Id, status: WebhookStatus, reason: string | null): Promise<void> {
  await sql`update exchange.webhook set status = ${status}, reason = ${reason}, version = version + 1,
              failures = case when ${status} = 'active' then 0 else failures end,
              failing_since = case when ${status} = 'active' then null else failing_since end,
              rests_until = case when ${status} = 'active' then null else rests_until end
            where tenant_id = platform.current_tenant() and id = ${id}`.execute(tx);
}

export async function setSecret(
  tx: Tx,
  id: Id,
  secret: { readonly sealed: string; readonly former: string | null; readonly formerUntil: string | null },
): Promise<void> {
  await sql`update exchange.webhook set sealed_secret = ${secret.sealed}, former_secret = ${secret.former},
              former_until = ${secret.formerUntil}::timestamptz, version = version + 1
            where tenant_id = platform.current_tenant() and id = ${id}`.execute(tx);
}

export async function removeWebhook(tx: Tx, id: Id): Promise<void> {
  await sql`delete from exchange.message where tenant_id = platform.current_tenant() and webhook_id = ${id}`.execute(
    tx,
  );
  await sql`delete from exchange.webhook where tenant_id = platform.current_tenant() and id = ${id}`.execute(tx);
}

export const findWebhook = (tx: Tx, id: Id): Promise<WebhookRow | undefined> =>
  findRow<WebhookRow>(
    tx,
    sql`select ${WEBHOOK} from exchange.webhook where tenant_id = platform.current_tenant() and id = ${id}`,
  );

export const lockWebhook = (tx: Tx, id: Id): Promise<WebhookRow | undefined> =>
  findRow<WebhookRow>(
    tx,
    sql`select ${WEBHOOK} from exchange.webhook where tenant_id = platform.current_tenant() and id = ${id} for update`,
  );

/** Webhooks that are written to: those that send, and those that were paused for a while. */
export const listeningWebhooks = (tx: Tx): Promise<WebhookRow[]> =>
  rows<WebhookRow>(
    tx,
    sql`select ${WEBHOOK} from exchange.webhook
        where tenant_id = platform.current_tenant() and status in ('active', 'paused') order by id`,
  );

/** All webhooks, or those of one body, in the order they were made. There are few. */
export const listWebhooks = (tx: Tx, ownerId: Id | null): Promise<WebhookRow[]> =>
  rows<WebhookRow>(
    tx,
    sql`select ${WEBHOOK} from exchange.webhook
        where tenant_id = platform.current_tenant() ${ownerId === null ? sql`` : sql`and owner_id = ${ownerId}`}
        order by id limit 1000`,
  );

export const countWebhooks = async (tx: Tx): Promise<number> =>
  (await findRow<{ n: number }>(
    tx,
    sql`select count(*) as n from exchange.webhook where tenant_id = platform.current_tenant()`,
  ))!.n;

/** Notes that a receiver took a message. What waits because of its failures is due at once. */
export async function noteSuccess(tx: Tx, { id, failures }: WebhookRow, at: string): Promise<void> {
  await sql`update exchange.webhook
            set failures = 0, failing_since = null, rests_until = null, delivered_at = ${at}::timestamptz
            where tenant_id = platform.current_tenant() and id = ${id}`.execute(tx);
  if (failures < 3) return;
  await sql`update exchange.message set next_at = ${at}::timestamptz
            where tenant_id = platform.current_tenant() and webhook_id = ${id} and status = 'failed'
              and next_at > ${at}::timestamptz`.execute(tx);
}

/** Notes a failure; returns how many there were in a row and since when. */
export const noteFailure = async (
  tx: Tx,
  id: Id,
  at: string,
): Promise<{ failures: number; failingSince: string } | undefined> =>
  findRow(
    tx,
    sql`update exchange.webhook
        set failures = failures + 1, failing_since = coalesce(failing_since, ${at}::timestamptz)
        where tenant_id = platform.current_tenant() and id = ${id}
        returning failures, ${sql.raw(iso('failing_since'))} as "failingSince"`,
  );

export async function setRest(tx: Tx, id: Id, until: string): Promise<void> {
  await sql`update exchange.webhook set rests_until = ${until}::timestamptz
            where tenant_id = platform.current_tenant() and id = ${id}`.execute(tx);
}

/** Active webhooks with something that may go now, and that do not rest. */
export const dueWebhooks = (tx: Tx, now: string, overtakes: string): Promise<WebhookRow[]> =>
  rows<WebhookRow>(
    tx,
    sql`select ${WEBHOOK} from exchange.webhook w
        where tenant_id = platform.current_tenant() and status = 'active'
          and (rests_until is null or rests_until <= ${now}::timestamptz)
          and exists (select from exchange.message m where m.tenant_id = w.tenant_id and m.webhook_id = w.id
                        and ${isNext(now, overtakes)})
        order by id`,
  );
