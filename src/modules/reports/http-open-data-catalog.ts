import { LANGUAGES } from '#kernel/text.ts';
import type { Tenant } from '#platform/tenants.ts';

/** As `reports.get-open-data` answers. */
export interface OpenDataState {
  readonly reports: number;
  readonly range: { readonly oldest: string; readonly newest: string } | null;
  readonly changedAt: string | null;
  readonly version: string;
  readonly licence: { readonly title: Record<string, string>; readonly url: string; readonly sample: boolean } | null;
  readonly contact: string | null;
  readonly columns: readonly { readonly name: string }[];
}

const TEXTS = {
  reports: { ar: 'البلاغات المعلنة', en: 'Public reports' },
  reportsText: {
    ar: 'كل بلاغ معلن: تصنيفه ومكانه ومواعيده وحالته، بعد حجب البيانات الشخصية.',
    en: 'Every public report: its category, place, times and state, with personal data masked.',
  },
  performance: { ar: 'مؤشرات أداء البلاغات', en: 'Indicators of the reports centre' },
  performanceText: {
    ar: 'المؤشرات السبعة للمدينة ولكل بلدية وحي وإدارة وقسم، شهريًا أو أسبوعيًا، ببسطها ومقامها.',
    en: 'The seven indicators of the city and of each municipality, district, department and group, by month or week, with numerator and denominator.',
  },
} as const;

const FREQUENCY = 'http://publications.europa.eu/resource/authority/frequency/CONT';
const THEME = 'http://publications.europa.eu/resource/authority/data-theme/GOVE';

const tagged = (texts: Readonly<Record<string, string | undefined>>, languages: readonly string[]) =>
  languages.flatMap((language) => {
    const text = texts[language];
    return text === undefined ? [] : [{ '@language': language, '@value': text }];
  });

/** The catalogue entry of the open data, after DCAT-AP 3 in JSON-LD. */
export function catalogOf(tenant: Tenant, state: OpenDataState, origin: string): Record<string, unknown> {
  const { languages } = tenant;
  const licence = state.licence === null ? {} : { 'dct:license': { '@id': state.licence.url } };
  const publisher = {
    '@id': `${origin}/#publisher`,
    '@type': 'foaf:Agent',
    'foaf:name': tagged(tenant.name as Record<string, string>, languages),
  };
  const contact =
    state.contact === null
      ? {}
      : {
          'dcat:contactPoint': {
            '@type': 'vcard:Organization',
            'vcard:hasEmail': { '@id': `mailto:${state.contact}` },
          },
        };
  const file = (path: string, media: string, title: string) => ({
    '@type': 'dcat:Distribution',
    '@id': `${origin}/open-data/${path}`,
    'dct:title': title,
    'dcat:accessURL': { '@id': `${origin}/${languages[0]}/open-data` },
    'dcat:downloadURL': { '@id': `${origin}/open-data/${path}` },
    'dcat:mediaType': { '@id': `https://www.iana.org/assignments/media-types/${media}` },
    ...licence,
  });
  const { area } = tenant.settings as { area: { west: number; south: number; east: number; north: number } };
  const dataset = (
    key: 'reports' | 'performance',
    keywords: readonly string[],
    files: readonly ReturnType<typeof file>[],
  ) => ({
    '@type': 'dcat:Dataset',
    '@id': `${origin}/open-data/#${key}`,
    'dct:identifier': `${tenant.key}-${key}`,
    'dct:title': tagged(TEXTS[key], languages),
    'dct:description': tagged(TEXTS[`${key}Text`], languages),
    'dct:publisher': { '@id': publisher['@id'] },
    ...contact,
    ...licence,
    'dct:accrualPeriodicity': { '@id': FREQUENCY },
    'dcat:theme': { '@id': THEME },
    'dcat:keyword': keywords,
    'dct:language': languages,
    'dcat:landingPage': { '@id': `${origin}/${languages[0]}/open-data` },
    'foaf:page': { '@id': `${origin}/open-data/dictionary.json` },
    'dct:spatial': {
      '@type': 'dct:Location',
      'dcat:bbox': {
        '@type': 'geo:wktLiteral',
        '@value': `POLYGON((${area.west} ${area.south},${area.east} ${area.south},${area.east} ${area.north},${area.west} ${area.north},${area.west} ${area.south}))`,
      },
    },
    ...(state.range === null
      ? {}
      : {
          'dct:temporal': {
            '@type': 'dct:PeriodOfTime',
            'dcat:startDate': { '@type': 'xsd:date', '@value': state.range.oldest },
            'dcat:endDate': { '@type': 'xsd:date', '@value': state.range.newest },
          },
        }),
    ...(state.changedAt === null ? {} : { 'dct:modified': { '@type': 'xsd:dateTime', '@value': state.changedAt } }),
    'dcat:distribution': files,
  });
  return {
    '@context': {
      dcat: 'http://www.w3.org/ns/dcat#',
      dct: 'http://purl.org/dc/terms/',
      foaf: 'http://xmlns.com/foaf/0.1/',
      vcard: 'http://www.w3.org/2006/vcard/ns#',
      geo: 'http://www.opengis.net/ont/geosparql#',
      xsd: 'http://www.w3.org/2001/XMLSchema#',
    },
    '@type': 'dcat:Catalog',
    '@id': `${origin}/open-data/catalog.jsonld`,
    'dct:title': tagged(tenant.name as Record<string, string>, languages),
    'dct:publisher': publisher,
    ...licence,
    'dcat:dataset': [
      dataset(
        'reports',
        ['311', 'civic issues', 'بلاغات'],
        [
          file('reports.csv', 'text/csv', 'CSV'),
          file('reports.geojson', 'application/geo+json', 'GeoJSON'),
          file('reports.ndjson', 'application/x-ndjson', 'NDJSON'),
        ],
      ),
      dataset(
        'performance',
        ['KPI', 'performance', 'مؤشرات'],
        [file('performance.csv', 'text/csv', 'CSV'), file('performance.json', 'application/json', 'JSON')],
      ),
    ],
  };
}

/** The data dictionary, in every language of the product: one entry a column, as the files have them. */
export const dictionaryOf = ({ columns }: OpenDataState): Record<string, unknown> => ({
  languages: LANGUAGES,
  fields: columns,
  missingValues: [''],
  timeZone: 'UTC',
  coordinates: 'EPSG:4326',
});
