import type { Text } from '#kernel/text.ts';
import { type Database, rows, sql } from './db.ts';

/** A municipality's own instance within the program: all its data carries its id, all its particulars are its data. */
export interface Tenant {
  readonly id: number;
  /** Short name in addresses, such as `eastern`: lower case letters, digits and hyphens. */
  readonly key: string;
  readonly name: Text;
  /** BCP 47 tags of the pages offered, the first is the default. */
  readonly languages: readonly string[];
  /** IANA zone of its clocks and calendars, such as `Asia/Riyadh`. */
  readonly timeZone: string;
  /** Calendars shown beside each other where a person decides, such as `gregory` and `islamic-umalqura`. */
  readonly calendars: readonly string[];
  /** Further particulars that modules read by name (contact numbers, map view, closing terms). */
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface Tenants {
  all(): Promise<readonly Tenant[]>;
  findByKey(key: string): Promise<Tenant | undefined>;
  /**
   * The tenant a host name addresses: `boston.example.org` and `boston.localhost` are tenant `boston`; a name listed in
   * a tenant's setting `hosts` is that tenant's; any other is the default tenant's.
   */
  ofHost(host: string): Promise<Tenant | undefined>;
  /** Adds a tenant or replaces its particulars; its key and id never change. */
  put(tenant: Omit<Tenant, 'id'>): Promise<Tenant>;
}

const FRESH_MILLISECONDS = 5_000;

/** The tenants of this installation, read again every few seconds so that every process learns of a new one. */
export function createTenants(database: Database, defaultKey: string): Tenants {
  let known: readonly Tenant[] = [];
  let readAt = Number.NEGATIVE_INFINITY;

  async function all(): Promise<readonly Tenant[]> {
    if (performance.now() - readAt > FRESH_MILLISECONDS) {
      known = await database.transaction(null, (tx) =>
        rows<Tenant>(
          tx,
          sql`select id, key, name, languages, time_zone as "timeZone", calendars, settings
              from platform.tenant order by id`,
        ),
      );
      readAt = performance.now();
    }
    return known;
  }

  return {
    all,
    findByKey: async (key) => (await all()).find((tenant) => tenant.key === key),
    async ofHost(host) {
      const name = host.replace(/:\d+$/, '').toLowerCase();
      const tenants = await all();
      const label = name.split('.')[0];
      return (
        tenants.find((t) => Array.isArray(t.settings.hosts) && t.settings.hosts.includes(name)) ??
        (name.includes('.') ? tenants.find((t) => t.key === label) : undefined) ??
        tenants.find((t) => t.key === defaultKey) ??
        tenants[0]
      );
    },
    async put(tenant) {
      await database.transaction(null, (tx) =>
        sql`insert into platform.tenant (key, name, languages, time_zone, calendars, settings)
            values (${tenant.key}, ${JSON.stringify(tenant.name)}::jsonb, ${tenant.languages}::text[], ${tenant.timeZone},
                    ${tenant.calendars}::text[], ${JSON.stringify(tenant.settings)}::jsonb)
            on conflict (key) do update set name = excluded.name, languages = excluded.languages,
              time_zone = excluded.time_zone, calendars = excluded.calendars, settings = excluded.settings`.execute(tx),
      );
      readAt = Number.NEGATIVE_INFINITY;
      const stored = (await all()).find((t) => t.key === tenant.key);
      if (stored === undefined) throw new Error(`tenant ${tenant.key} was not stored`);
      return stored;
    },
  };
}
