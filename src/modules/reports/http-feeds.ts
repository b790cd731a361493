import { createHash } from 'node:crypto';
import { Feed } from 'feed';
import { distanceMetres, type Point } from '#kernel/place.ts';
import { type Bilingual, type Language, say } from '#kernel/text.ts';
import type { HttpHandler } from '#platform/http.ts';
import type { RequestServices } from '#platform/web-services.ts';
import type { ReportCatalogue } from './model-catalogue.ts';
import type { PublicReportView } from './operations-input.ts';

const FEED = /^\/feeds\/reports\.(rss|atom)$/;
const TYPES = { rss: 'application/rss+xml; charset=utf-8', atom: 'application/atom+xml; charset=utf-8' } as const;
const ITEMS = 50;
const FILTERS = ['group', 'category', 'status', 'district', 'municipality', 'box', 'since'] as const;
const METRES_PER_DEGREE = 111_195;

const WORDS = {
  title: { ar: 'بلاغات {place}', en: 'Reports · {place}' },
  description: {
    ar: 'ما أبلغ عنه الناس وما صار إليه. لا أسماء هنا ولا بيانات تواصل.',
    en: 'What people reported and what became of it. No names, no contacts.',
  },
  around: { ar: 'حول نقطة على الخريطة', en: 'around a point on the map' },
  box: { ar: 'جزء من الخريطة', en: 'a part of the map' },
  number: { ar: 'رقم البلاغ', en: 'Report' },
} satisfies Record<string, Bilingual>;

/** `longitude,latitude` and metres, as a circle; undefined when it is none. */
function circleOf(query: URLSearchParams): { point: Point; metres: number } | undefined {
  const [longitude = Number.NaN, latitude = Number.NaN] = (query.get('near') ?? '').split(',').map(Number);
  const metres = Math.min(10_000, Math.max(100, Number(query.get('radius') ?? 1_000)));
  const fits = Math.abs(longitude) <= 179 && Math.abs(latitude) <= 85 && Number.isFinite(metres);
  return fits ? { point: { longitude, latitude }, metres } : undefined;
}

function boxAround({ point, metres }: { point: Point; metres: number }): string {
  const up = metres / METRES_PER_DEGREE;
  const across = up / Math.cos((point.latitude * Math.PI) / 180);
  return [point.longitude - across, point.latitude - up, point.longitude + across, point.latitude + up].join(',');
}

/** What of the city a feed is about, in words. */
async function placeName(services: RequestServices, query: URLSearchParams, language: Language): Promise<string> {
  const { tenant, call } = services;
  const parts: string[] = [];
  const area = query.get('district') ?? query.get('municipality');
  if (area !== null) {
    const { properties } = await call<{ properties: { name: Record<string, string> } }>('territory.get-area', {
      id: area,
    });
    parts.push(say(properties.name, language));
  } else if (query.has('near')) parts.push(WORDS.around[language]);
  else if (query.has('box')) parts.push(WORDS.box[language]);
  const { catalogue } = await call<{ catalogue: ReportCatalogue }>('reports.get-catalogue', {});
  const group = catalogue.groups.find(({ code }) => code === query.get('group'));
  const category = catalogue.categories.find(({ code }) => code === query.get('category'));
  for (const one of [group, category]) if (one !== undefined) parts.push(say(one.name, language));
  return [...parts, say(tenant.name, language)].join(' · ');
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** The words of an entry: what is public of the report, as text. */
function contentOf(report: PublicReportView, language: Language): string {
  const place = report.district === null ? report.place.address : say(report.district, language);
  return [report.description, place, say(report.stateTitle, language), `${WORDS.number[language]} ${report.number}`]
    .flatMap((line) => (line ? `<p>${escaped(line)}</p>` : []))
    .join('');
}

const changedAt = (report: PublicReportView): string => report.closedAt ?? report.openedAt;

/** The feed with links to its first and its following page, as RFC 5005 has them in Atom and, with Atom's element, in RSS. */
function withPages(body: string, form: 'rss' | 'atom', pages: Readonly<Record<string, string>>): string {
  const element = form === 'rss' ? 'atom:link' : 'link';
  const links = Object.entries(pages).map(
    ([rel, href]) => `<${element} rel="${rel}" href="${escaped(href)}" type="application/${form}+xml"/>`,
  );
  return body.replace(/<(?:atom:)?link [^>]*rel="self"[^>]*>/, (self) => [self, ...links].join('\n    '));
}

/**
 * Answers `/feeds/reports.rss` and `/feeds/reports.atom` with the newest public reports, narrowed by the same members as
 * the public list or by `near=longitude,latitude` and `radius` in metres; `after` continues where a page ended, and
 * `limit` says how many there are on one. Null for every other address.
 */
export const reportFeeds: HttpHandler = async (request, services) => {
  if (request.method !== 'GET' && request.method !== 'HEAD') return null;
  const url = new URL(request.url);
  const form = FEED.exec(url.pathname)?.[1] as 'rss' | 'atom' | undefined;
  if (form === undefined) return null;
  const query = url.searchParams;
  const { tenant } = services;
  const language = (tenant.languages.find((one) => one === query.get('lang')) ?? tenant.languages[0]!) as Language;
  const filter: Record<string, unknown> = Object.fromEntries(
    FILTERS.flatMap((name) => (query.get(name) ? [[name, query.get(name)]] : [])),
  );
  const circle = circleOf(query);
  if (circle !== undefined) filter.box = boxAround(circle);
  const after = query.get('after');
  const { items, next } = await services.call<{ items: PublicReportView[]; next: string | null }>(
    'reports.list-public',
    {
      ...filter,
      ...(after === null ? {} : { after }),
      limit: query.get('limit') ?? ITEMS,
    },
  );
  const reports = items.filter(
    ({ place }) => circle === undefined || distanceMetres(circle.point, place) <= circle.metres,
  );
  const origin = `${services.protocol}://${url.host}`;
  const self = `${origin}${url.pathname}${url.search}`;
  const updated = new Date(Math.max(0, ...reports.map((report) => Date.parse(changedAt(report)))));
  const page = new URLSearchParams(Object.entries(filter).map(([name, value]) => [name, String(value)]));
  const feed = new Feed({
    title: WORDS.title[language].replace('{place}', await placeName(services, query, language)),
    description: WORDS.description[language],
    id: self,
    link: `${origin}/${language}/reports${page.size > 0 ? `?${page}` : ''}`,
    language,
    updated,
    generator: 'Amanah',
    author: { name: say(tenant.name, language) },
    copyright: say(tenant.name, language),
    feedLinks: { [form]: self },
  });
  for (const report of reports) {
    const link = `${origin}/${language}/reports/${report.number}`;
    feed.addItem({
      title: say(report.category.name, language),
      id: link,
      link,
      date: new Date(changedAt(report)),
      published: new Date(report.openedAt),
      content: contentOf(report, language),
      category: [{ name: say(report.category.name, language), term: report.category.code }],
    });
  }
  const pageAfter = (cursor: string | null) => {
    const address = new URL(self);
    address.searchParams.delete('after');
    if (cursor !== null) address.searchParams.set('after', cursor);
    return address.href;
  };
  const body = withPages(form === 'rss' ? feed.rss2() : feed.atom1(), form, {
    first: pageAfter(null),
    ...(next === null ? {} : { next: pageAfter(next) }),
  });
  // The moment of making is no part of what changed.
  const compared = body.replace(/<lastBuildDate>[^<]*<\/lastBuildDate>/, '');
  const etag = `"${createHash('sha256').update(compared).digest('base64url').slice(0, 22)}"`;
  const headers: Record<string, string> = {
    etag,
    'cache-control': 'public, max-age=300',
    'access-control-allow-origin': '*',
    ...(reports.length === 0 ? {} : { 'last-modified': updated.toUTCString() }),
  };
  const known = request.headers.get('if-none-match');
  const since = request.headers.get('if-modified-since');
  const same =
    known !== null
      ? known.includes(etag)
      : since !== null && reports.length > 0 && Math.floor(updated.getTime() / 1_000) * 1_000 <= Date.parse(since);
  if (same) return new Response(null, { status: 304, headers });
  return new Response(body, { headers: { ...headers, 'content-type': TYPES[form] } });
};
