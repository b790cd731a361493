import { z } from 'zod';
import type { Point } from '#kernel/place.ts';
import type { Text } from '#kernel/text.ts';
import { tsQuery } from '#modules/cases/api.ts';
import type { Located } from '#modules/territory/api.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import type { Tenant } from '#platform/tenants.ts';
import { Words } from './model-catalogue.ts';
import { READS_CALLS } from './operations-desk-shared.ts';
import { REPORT_TYPE, type ReportParts, reportData, words } from './operations-shared.ts';
import { type PlaceAsked, readPlace } from './rules.ts';

const MOST = 8;
const MOST_EARLIER = 3;

const PlaceFound = z.object({
  kind: z.enum(['coordinates', 'short-address', 'area', 'landmark', 'report']),
  title: Words,
  /** The areas it lies in. */
  within: Words,
  longitude: z.number(),
  latitude: z.number(),
  /** Whether the point is the place itself; else only where the area's name is written. */
  exact: z.boolean(),
  /** What was typed besides: the street, the house. */
  rest: z.string(),
});
type PlaceFound = z.infer<typeof PlaceFound>;

interface Asked {
  readonly q: string;
  readonly meant: PlaceAsked;
  /** Of a short address the register knows. */
  readonly registered: Point | undefined;
}

const middleOf = ({ settings }: Tenant): Point => {
  const [longitude = 0, latitude = 0] = (settings.map as { centre?: [number, number] } | undefined)?.centre ?? [];
  return { longitude, latitude };
};

/** Names of areas as one line in each language of the tenant. */
function lineOf(names: readonly Text[], tenant: Tenant): Words {
  return Object.fromEntries(
    tenant.languages.flatMap((language) => {
      const line = [...new Set(names.flatMap((name) => name[language] ?? []))].join(language === 'ar' ? '، ' : ', ');
      return line === '' ? [] : [[language, line]];
    }),
  );
}

const areasAt = ({ district, municipality, governorate }: Located): Text[] =>
  [district, municipality ?? governorate].flatMap((area) => (area === null ? [] : [area.name]));

export function placeOperations(parts: ReportParts): Operation[] {
  const { territory, cases, addresses } = parts;

  const same = (text: string, tenant: Tenant): Words =>
    Object.fromEntries(tenant.languages.map((language) => [language, text]));

  async function at(tx: Tx, tenant: Tenant, kind: 'coordinates' | 'short-address', title: string, point: Point) {
    const located = await territory.locate(tx, tenant, point);
    if (located === undefined) return undefined;
    const within = lineOf(areasAt(located), tenant);
    return { kind, title: same(title, tenant), within, ...point, exact: true, rest: '' };
  }

  async function named(tx: Tx, tenant: Tenant, meant: Extract<PlaceAsked, { kind: 'words' }>): Promise<PlaceFound[]> {
    for (const { name, rest } of meant.tries) {
      const found = await territory.findByName(tx, tenant, name, MOST);
      if (found.length === 0) continue;
      return found.map((place) => ({
        kind: place.kind === 'landmark' ? ('landmark' as const) : ('area' as const),
        title: words(place.name),
        within: lineOf(
          place.within.slice(0, 2).map((area) => area.name),
          tenant,
        ),
        ...place.point,
        exact: place.kind === 'landmark',
        rest,
      }));
    }
    return [];
  }

  /** Streets are known by where reports named them before. */
  async function reported(tx: Tx, context: OperationContext, q: string): Promise<PlaceFound[]> {
    const query = tsQuery(q, 'office');
    if (query === undefined) return [];
    const filter = { ...cases.scope(context.actor), type: REPORT_TYPE, query };
    const found = await cases.list(tx, filter, 'newest', undefined, MOST_EARLIER * 3);
    const places = new Map<string, PlaceFound>();
    for (const row of found) {
      const { address, landmark } = reportData(row);
      const written = address ?? landmark;
      if (written === null || row.longitude === null || row.latitude === null || places.has(written)) continue;
      const district = row.districtId === null ? {} : await territory.areaName(tx, context.tenant, row.districtId);
      places.set(written, {
        kind: 'report',
        title: same(written, context.tenant),
        within: lineOf([district], context.tenant),
        longitude: row.longitude,
        latitude: row.latitude,
        exact: false,
        rest: '',
      });
    }
    return [...places.values()].slice(0, MOST_EARLIER);
  }

  return [
    operation({
      name: 'reports.find-places',
      summary: {
        ar: 'البحث عن موقع بعنوان أو حي أو معلم أو شارع أو إحداثيات أو عنوان وطني مختصر',
        en: 'Find a place by address, district, landmark, street, coordinates or short national address',
      },
      kind: 'query',
      who: [READS_CALLS],
      // A short address tells where somebody lives and must not stand in an address that is logged.
      route: { method: 'POST', path: '/desk/places' },
      rate: 'read',
      input: z.strictObject({ q: z.string().trim().min(1).max(200) }),
      output: z.object({
        items: z.array(PlaceFound),
        /** `short-address`: well-formed, but the register does not know it; `outside`: beyond the tenant's borders. */
        unresolved: z.enum(['short-address', 'outside']).nullable(),
      }),
      async prepare({ q }: { q: string }, { tenant }): Promise<Asked> {
        const meant = readPlace(q, middleOf(tenant));
        const registered = meant.kind === 'short-address' ? await addresses.find(tenant, meant.code) : undefined;
        return { q, meant, registered };
      },
      async run(tx, { q, meant, registered }: Asked, context) {
        const { tenant } = context;
        if (meant.kind === 'words') {
          const items = [...(await named(tx, tenant, meant)), ...(await reported(tx, context, q))].slice(0, MOST);
          return { items, unresolved: null };
        }
        const point = meant.kind === 'coordinates' ? meant.point : registered;
        if (point === undefined) return { items: [], unresolved: 'short-address' as const };
        const title =
          meant.kind === 'short-address' ? meant.code : `${point.latitude.toFixed(5)}, ${point.longitude.toFixed(5)}`;
        const found = await at(tx, tenant, meant.kind, title, point);
        return {
          items: found === undefined ? [] : [found],
          unresolved: found === undefined ? ('outside' as const) : null,
        };
      },
    }),
  ];
}
