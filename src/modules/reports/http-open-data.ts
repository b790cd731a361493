import { createHash } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { stringify } from 'csv-stringify/sync';
import type { HttpHandler } from '#platform/http.ts';
import type { RequestServices } from '#platform/web-services.ts';
import { catalogOf, dictionaryOf, type OpenDataState } from './http-open-data-catalog.ts';
import { performanceTable } from './http-open-data-performance.ts';
import type { OpenReport } from './model.ts';
import { columnNames, csvRow, flatReport, reportFeature } from './rules.ts';

const FILE = /^\/open-data\/(reports|performance|catalog|dictionary)\.(csv|geojson|ndjson|json|jsonld)$/;
const PAGE = 250;
/** So that spreadsheets read Arabic as what it is. */
const BYTE_ORDER_MARK = '\uFEFF';

const TYPES: Readonly<Record<string, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  geojson: 'application/geo+json; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
  json: 'application/json; charset=utf-8',
  jsonld: 'application/ld+json; charset=utf-8',
};

interface Batch {
  readonly items: readonly OpenReport[];
  readonly next: string | null;
}

/** How a file of reports begins, goes on and ends. */
interface Writing {
  begin: string;
  batch(items: readonly OpenReport[], first: boolean): string;
  end: string;
}

function writingOf(form: string, languages: readonly string[]): Writing | undefined {
  if (form === 'csv') {
    return {
      begin: BYTE_ORDER_MARK + stringify([columnNames(languages)], { record_delimiter: 'windows' }),
      batch: (items) =>
        stringify(
          items.map((one) => csvRow(one, languages)),
          { record_delimiter: 'windows' },
        ),
      end: '',
    };
  }
  if (form === 'ndjson') {
    return {
      begin: '',
      batch: (items) => items.map((one) => `${JSON.stringify(flatReport(one, languages))}\n`).join(''),
      end: '',
    };
  }
  if (form === 'geojson') {
    return {
      begin: '{"type":"FeatureCollection","features":[\n',
      batch: (items, first) =>
        items
          .map((one, i) => `${first && i === 0 ? '' : ',\n'}${JSON.stringify(reportFeature(one, languages))}`)
          .join(''),
      end: '\n]}\n',
    };
  }
  return undefined;
}

/** The text of a file, batch after batch; each is read when the one before was taken, so that no more than two are held. */
async function* textOf(
  services: RequestServices,
  filter: Readonly<Record<string, unknown>>,
  first: Batch,
  writing: Writing,
): AsyncGenerator<Buffer> {
  yield Buffer.from(writing.begin);
  let batch = first;
  let begun = false;
  for (;;) {
    if (batch.items.length > 0) {
      yield Buffer.from(writing.batch(batch.items, !begun));
      begun = true;
    }
    if (batch.next === null) break;
    batch = await services.call<Batch>('reports.export-public', { ...filter, after: batch.next, limit: PAGE });
  }
  if (writing.end !== '') yield Buffer.from(writing.end);
}

/** A body that stops reading when nobody takes it any more. */
function bodyOf(chunks: AsyncGenerator<Buffer>, gzip: boolean): ReadableStream {
  const source = Readable.from(chunks, { objectMode: true, highWaterMark: 1 });
  const out = gzip ? pipeline(source, createGzip({ level: 6 }), () => {}) : source;
  return Readable.toWeb(out) as unknown as ReadableStream;
}

/**
 * Answers `/open-data/…`: the public reports as CSV, GeoJSON and lines of JSON, narrowed by the same members as
 * `reports.export-public`; the indicators; the data dictionary and the catalogue entry. Null for every other address.
 */
export const openDataFiles: HttpHandler = async (request, services) => {
  if (request.method !== 'GET' && request.method !== 'HEAD') return null;
  const url = new URL(request.url);
  const [, what, form] = FILE.exec(url.pathname) ?? [];
  if (what === undefined || form === undefined) return null;
  const { tenant } = services;
  // A field of a form that was left empty asks for nothing.
  for (const [name, value] of [...url.searchParams]) if (value === '') url.searchParams.delete(name);
  const state = await services.call<OpenDataState>('reports.get-open-data', {});
  const etag = `W/"${createHash('sha256').update(`${state.version} ${url.pathname} ${url.searchParams}`).digest('base64url').slice(0, 22)}"`;
  const headers: Record<string, string> = {
    etag,
    'cache-control': 'public, no-cache',
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'etag, last-modified, link',
    vary: 'accept-encoding',
    link: '</open-data/dictionary.json>; rel="describedby", </open-data/catalog.jsonld>; rel="collection"',
    ...(state.changedAt === null ? {} : { 'last-modified': new Date(state.changedAt).toUTCString() }),
  };
  const known = request.headers.get('if-none-match');
  const since = request.headers.get('if-modified-since');
  const unchanged =
    known !== null
      ? known.includes(etag)
      : since !== null &&
        state.changedAt !== null &&
        Math.floor(Date.parse(state.changedAt) / 1_000) * 1_000 <= Date.parse(since);
  if (unchanged) return new Response(null, { status: 304, headers });
  headers['content-type'] = TYPES[form]!;
  const origin = `${services.protocol}://${url.host}`;
  if (what === 'catalog') {
    return form === 'jsonld' ? Response.json(catalogOf(tenant, state, origin), { headers }) : null;
  }
  if (what === 'dictionary') return form === 'json' ? Response.json(dictionaryOf(state), { headers }) : null;
  const name = `${tenant.key}-${what}.${form}`;
  headers['content-disposition'] = `attachment; filename="${name}"`;
  if (what === 'performance') {
    const text = await performanceTable(services, url.searchParams, form);
    return text === null ? null : new Response(form === 'csv' ? BYTE_ORDER_MARK + text : text, { headers });
  }
  const writing = writingOf(form, tenant.languages);
  if (writing === undefined) return null;
  const filter: Record<string, unknown> = Object.fromEntries(url.searchParams);
  const categories = url.searchParams.getAll('category');
  if (categories.length > 1) filter.category = categories;
  // The first batch is read before anything is answered, so that a filter nobody understands is refused in words.
  const first = await services.call<Batch>('reports.export-public', { ...filter, limit: PAGE });
  if (request.method === 'HEAD') return new Response(null, { headers });
  const gzip = /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '');
  if (gzip) headers['content-encoding'] = 'gzip';
  return new Response(bodyOf(textOf(services, filter, first, writing), gzip), { headers });
};
