import type { Text } from '#kernel/text.ts';
import type { CatalogueCard, CatalogueWords, LifeEvent, ServiceCatalogue } from './model.ts';

/** What of a tenant stands in its linked data. */
export interface CatalogueOwner {
  readonly name: Text;
  /** Scheme, host and port, without a slash at the end. */
  readonly origin: string;
  readonly languages: readonly string[];
  /** The number people call. */
  readonly phone: string | null;
}

type Node = Readonly<Record<string, unknown>>;

const inLanguages = (id: string) => ({ '@id': id, '@container': '@language' });

/**
 * Terms of CPSV-AP 3.2 (SEMIC, European Commission) with the vocabularies it takes its own from. Texts are language
 * maps.
 */
export const CPSV_CONTEXT = {
  cpsv: 'http://purl.org/vocab/cpsv#',
  cv: 'http://data.europa.eu/m8g/',
  dct: 'http://purl.org/dc/terms/',
  dcat: 'http://www.w3.org/ns/dcat#',
  eli: 'http://data.europa.eu/eli/ontology#',
  foaf: 'http://xmlns.com/foaf/0.1/',
  skos: 'http://www.w3.org/2004/02/skos/core#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  adms: 'http://www.w3.org/ns/adms#',
  'dct:title': inLanguages('dct:title'),
  'dct:description': inLanguages('dct:description'),
  'skos:prefLabel': inLanguages('skos:prefLabel'),
  'dcat:keyword': inLanguages('dcat:keyword'),
  'foaf:page': { '@type': '@id' },
} as const;

const LANGUAGE = 'http://publications.europa.eu/resource/authority/language/';
/** ISO 639-3 names of the European vocabulary of languages. */
const LANGUAGE_NAMES: ReadonlyMap<string, string> = new Map([
  ['ar', 'ARA'],
  ['en', 'ENG'],
]);
const CURRENT_STATUS = 'http://purl.org/adms/status/Completed';

const idsOf = ({ origin }: Pick<CatalogueOwner, 'origin'>) => ({
  catalogue: `${origin}/services`,
  service: (code: string) => `${origin}/services/${code}`,
  term: (kind: string, code: string) => `${origin}/services#${kind}-${code}`,
  event: (key: string) => `${origin}/services#event-${key}`,
  organisation: `${origin}/#publisher`,
});

const label = (list: readonly { readonly code: string; readonly name: Text }[], code: string): Text =>
  list.find((one) => one.code === code)?.name ?? {};

/** Only what a calendar can say: a working day is no length of time. */
const DURATIONS: Readonly<Record<string, (count: number) => string>> = {
  hour: (count) => `PT${count}H`,
  day: (count) => `P${count}D`,
  month: (count) => `P${count}M`,
};

function concept(ids: ReturnType<typeof idsOf>, kind: string, code: string, name: Text): Node {
  return { '@id': ids.term(kind, code), '@type': 'skos:Concept', 'skos:prefLabel': name };
}

function eventNode(event: LifeEvent, ids: ReturnType<typeof idsOf>): Node {
  return {
    '@id': ids.event(event.key),
    '@type': event.kind === 'life' ? 'cv:LifeEvent' : 'cv:BusinessEvent',
    'dct:identifier': event.key,
    'dct:title': event.name,
    'dct:description': event.about,
    'dct:relation': event.services.map(({ code }) => ({ '@id': ids.service(code) })),
  };
}

function organisation(owner: CatalogueOwner, ids: ReturnType<typeof idsOf>): Node {
  return {
    '@id': ids.organisation,
    '@type': 'cv:PublicOrganisation',
    'skos:prefLabel': owner.name,
    ...(owner.phone === null ? {} : { 'cv:contactPoint': { '@type': 'cv:ContactPoint', 'cv:telephone': owner.phone } }),
  };
}

function costs(card: CatalogueCard, words: CatalogueWords, ids: ReturnType<typeof idsOf>): Node {
  const basis = words.costs.find(({ code }) => code === card.cost?.basis);
  if (card.cost === null || basis === undefined) return {};
  const free = basis.free ? { 'cv:value': { '@type': 'xsd:decimal', '@value': '0' } } : {};
  return {
    'cv:hasCost': [
      {
        '@id': `${ids.service(card.code)}#cost`,
        '@type': 'cv:Cost',
        'dct:identifier': `${card.code}-cost`,
        'dct:description': basis.name,
        ...free,
      },
    ],
  };
}

function inputs(card: CatalogueCard, words: CatalogueWords, ids: ReturnType<typeof idsOf>): Node {
  const evidence = card.documents.map(({ kind, when }) => ({
    '@id': `${ids.service(card.code)}#evidence-${kind}`,
    '@type': 'cv:Evidence',
    'dct:identifier': `${card.code}-${kind}`,
    'dct:title': label(words.documents, kind),
    'dct:type': { '@id': ids.term('document', kind) },
    ...(when === undefined ? {} : { 'dct:description': when }),
  }));
  return evidence.length === 0 ? {} : { 'cpsv:hasInput': evidence };
}

function criteria(card: CatalogueCard, ids: ReturnType<typeof idsOf>): Node {
  const terms = card.terms.map(({ text }, i) => ({
    '@id': `${ids.service(card.code)}#criterion-${i + 1}`,
    '@type': 'cv:CriterionRequirement',
    'dct:identifier': `${card.code}-criterion-${i + 1}`,
    'dct:title': text,
  }));
  return terms.length === 0 ? {} : { 'cv:hasCriterion': terms };
}

function channels(card: CatalogueCard, words: CatalogueWords, ids: ReturnType<typeof idsOf>): Node {
  return {
    'cv:hasChannel': card.channels.map((code) => {
      const channel = words.channels.find((one) => one.code === code);
      return {
        '@id': `${ids.service(card.code)}#channel-${code}`,
        '@type': 'cv:Channel',
        'dct:identifier': `${card.code}-${code}`,
        'dct:title': channel?.name ?? {},
        'dct:description': channel?.how ?? {},
        ...(channel?.address ? { 'foaf:page': channel.address } : {}),
        'cv:ownedBy': { '@id': ids.organisation },
      };
    }),
  };
}

function rules(card: CatalogueCard, words: CatalogueWords, ids: ReturnType<typeof idsOf>): Node {
  if (card.rules.length === 0) return {};
  const known = words.rules.filter(({ code }) => card.rules.includes(code));
  const resources = known.map(({ code, name, identifier }) => ({
    '@id': ids.term('rule', code),
    '@type': 'eli:LegalResource',
    'dct:title': name,
    'eli:id_local': identifier,
  }));
  return {
    'cv:hasLegalResource': resources,
    'cpsv:follows': known.map(({ code, name }) => ({
      '@id': `${ids.service(card.code)}#rule-${code}`,
      '@type': 'cpsv:Rule',
      'dct:identifier': `${card.code}-${code}`,
      'dct:title': name,
      'cpsv:implements': { '@id': ids.term('rule', code) },
    })),
  };
}

function serviceNode(card: CatalogueCard, words: CatalogueWords, owner: CatalogueOwner): Node {
  const ids = idsOf(owner);
  const group = words.groups.find(({ code }) => code === card.group);
  const duration = card.duration?.unit ? DURATIONS[card.duration.unit]?.(card.duration.max) : undefined;
  const events = words.events.filter(({ services }) => services.some(({ code }) => code === card.code));
  return {
    '@id': ids.service(card.code),
    '@type': 'cpsv:PublicService',
    'dct:identifier': card.code,
    'dct:title': card.name,
    'dct:description': card.description,
    'dcat:keyword': card.synonyms,
    'dct:language': card.languages.flatMap((language) => {
      const name = LANGUAGE_NAMES.get(language.slice(0, 2));
      return name === undefined ? [] : [{ '@id': `${LANGUAGE}${name}` }];
    }),
    'adms:status': { '@id': CURRENT_STATUS },
    'cv:thematicArea': [
      concept(ids, 'axis', card.axis, label(words.axes, card.axis)),
      ...(group === undefined ? [] : [concept(ids, 'group', group.code, group.name)]),
    ],
    'dct:audience': card.segments.map((code) => concept(ids, 'segment', code, label(words.segments, code))),
    'cv:hasCompetentAuthority': { '@id': ids.organisation },
    ...criteria(card, ids),
    ...inputs(card, words, ids),
    'cpsv:produces': [
      {
        '@id': `${ids.service(card.code)}#output`,
        '@type': 'cv:Output',
        'dct:identifier': `${card.code}-output`,
        'dct:title': label(words.outputs, card.output),
      },
    ],
    ...costs(card, words, ids),
    ...channels(card, words, ids),
    ...rules(card, words, ids),
    ...(duration === undefined ? {} : { 'cv:processingTime': { '@type': 'xsd:duration', '@value': duration } }),
    ...(events.length === 0 ? {} : { 'cv:isGroupedBy': events.map(({ key }) => ({ '@id': ids.event(key) })) }),
    ...(card.related.length === 0
      ? {}
      : { 'dct:relation': card.related.map((code) => ({ '@id': ids.service(code) })) }),
    'foaf:page': owner.languages.map((language) => `${owner.origin}/${language}/services/${card.code}`),
  };
}

/** One service as CPSV-AP in JSON-LD, with the organisation and the life events it belongs to. */
export function serviceLinkedData(card: CatalogueCard, words: CatalogueWords, owner: CatalogueOwner): Node {
  const ids = idsOf(owner);
  const events = words.events.filter(({ services }) => services.some(({ code }) => code === card.code));
  return {
    '@context': CPSV_CONTEXT,
    '@graph': [
      serviceNode(card, words, owner),
      organisation(owner, ids),
      ...events.map((event) => eventNode(event, ids)),
    ],
  };
}

/** The whole catalogue as CPSV-AP in JSON-LD: a DCAT catalogue of services, the organisation and the life events. */
export function catalogueLinkedData({ words, cards }: ServiceCatalogue, owner: CatalogueOwner): Node {
  const ids = idsOf(owner);
  return {
    '@context': CPSV_CONTEXT,
    '@graph': [
      {
        '@id': ids.catalogue,
        '@type': 'dcat:Catalog',
        'dct:title': words.title,
        'dct:description': words.note,
        'dct:publisher': { '@id': ids.organisation },
        'dcat:resource': cards.map(({ code }) => ({ '@id': ids.service(code) })),
      },
      organisation(owner, ids),
      ...words.events.map((event) => eventNode(event, ids)),
      ...cards.map((card) => serviceNode(card, words, owner)),
    ],
  };
}
