import { expect, test } from 'vitest';
import { tenantCatalogue } from './fixtures/tenant-catalogue.ts';
import { CPSV_CONTEXT, catalogueLinkedData, serviceLinkedData } from './rules-catalogue-cpsv.ts';

type Node = Record<string, unknown>;

const catalogue = tenantCatalogue();
const owner = {
  name: { ar: 'أمانة نموذجية', en: 'Sample municipality' },
  origin: 'https://sample.example',
  languages: ['ar', 'en'],
  phone: '940',
};
const whole = catalogueLinkedData(catalogue, owner) as { '@graph': Node[] };
const nodes = (value: unknown): Node[] =>
  Array.isArray(value)
    ? value.flatMap(nodes)
    : typeof value === 'object' && value !== null
      ? [value as Node, ...Object.values(value).flatMap(nodes)]
      : [];
const all = nodes(whole['@graph']);
const graphOf = (code: string) => {
  const card = catalogue.cards.find((one) => one.code === code)!;
  return (serviceLinkedData(card, catalogue.words, owner) as { '@graph': Node[] })['@graph'];
};

/** Expands a name by the context, as JSON-LD does for compact IRIs; a name it does not know has no meaning there. */
function expanded(name: string): string | undefined {
  if (name.startsWith('@')) return name;
  const [prefix = '', local] = name.split(':');
  const base = (CPSV_CONTEXT as Readonly<Record<string, unknown>>)[prefix];
  return local !== undefined && typeof base === 'string' ? `${base}${local}` : undefined;
}

test('every member and every type has a meaning by the context', () => {
  const languageMaps = Object.entries(CPSV_CONTEXT).filter(
    ([, term]) => typeof term === 'object' && '@container' in term,
  );
  const texts = new Set(languageMaps.map(([name]) => name));
  const walk = (value: unknown, key: string): void => {
    if (Array.isArray(value)) {
      for (const one of value) walk(one, key);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    if (texts.has(key)) {
      expect(Object.keys(value).every((tag) => /^[a-z]{2,3}(-\w+)*$/.test(tag))).toBe(true);
      return;
    }
    for (const [name, inner] of Object.entries(value)) {
      expect(expanded(name), name).toBeDefined();
      if (name === '@type' && typeof inner === 'string') expect(expanded(inner), inner).toBeDefined();
      walk(inner, name);
    }
  };
  walk(whole['@graph'], '');
  expect(expanded('cpsv:PublicService')).toBe('http://purl.org/vocab/cpsv#PublicService');
  expect(expanded('cv:hasCost')).toBe('http://data.europa.eu/m8g/hasCost');
});

test('the catalogue holds every service with what CPSV-AP asks of one', () => {
  const services = whole['@graph'].filter((node) => node['@type'] === 'cpsv:PublicService');
  expect(services).toHaveLength(100);
  for (const service of services) {
    for (const needed of ['dct:identifier', 'dct:title', 'dct:description', 'cv:hasCompetentAuthority']) {
      expect(service[needed], needed).toBeDefined();
    }
    expect(service['dct:title']).toMatchObject({ ar: expect.any(String), en: expect.any(String) });
    expect(service['cv:hasChannel']).not.toHaveLength(0);
    expect(service['cpsv:produces']).toMatchObject([{ '@type': 'cv:Output' }]);
  }
});

test('every name that is led to inside the catalogue is there', () => {
  const known = new Set(all.filter((node) => Object.keys(node).length > 1).map((node) => node['@id']));
  const led = all.flatMap((node) => (Object.keys(node).length === 1 && '@id' in node ? [String(node['@id'])] : []));
  const own = led.filter((id) => id.startsWith(owner.origin) && !id.includes('#document-'));
  expect(own.filter((id) => !known.has(id))).toEqual([]);
});

test('a service carries its cost, conditions, evidence, rules and the events of life it belongs to', () => {
  const [service] = graphOf('BLD-05');
  expect(service).toMatchObject({
    '@id': 'https://sample.example/services/BLD-05',
    'cv:hasCost': [{ '@type': 'cv:Cost', 'dct:description': { en: expect.stringContaining('fees schedule') } }],
    'cv:hasCriterion': [{ '@type': 'cv:CriterionRequirement' }, { '@type': 'cv:CriterionRequirement' }],
    'cpsv:hasInput': [{ '@type': 'cv:Evidence' }, { '@type': 'cv:Evidence' }],
    'cpsv:follows': [
      { '@type': 'cpsv:Rule', 'cpsv:implements': { '@id': 'https://sample.example/services#rule-FEES' } },
    ],
    'cv:hasLegalResource': [{ '@type': 'eli:LegalResource', 'eli:id_local': '23542' }],
    'cv:isGroupedBy': [{ '@id': 'https://sample.example/services#event-renovate' }],
    'cv:processingTime': { '@type': 'xsd:duration', '@value': 'P10D' },
  });
  expect(graphOf('BLD-05').map((node) => node['@type'])).toEqual([
    'cpsv:PublicService',
    'cv:PublicOrganisation',
    'cv:LifeEvent',
  ]);
  expect(graphOf('INF-04').map((node) => node['@type'])).toContain('cv:BusinessEvent');
});

test('no amount is told but that of what is free, and working days are no length of time', () => {
  const [free] = graphOf('RDS-01');
  expect(free?.['cv:hasCost']).toMatchObject([{ 'cv:value': { '@type': 'xsd:decimal', '@value': '0' } }]);
  expect(free?.['cv:processingTime']).toBeUndefined();
  const priced = all.filter((node) => node['@type'] === 'cv:Cost' && 'cv:value' in node);
  const freeCards = catalogue.cards.filter(({ cost }) => cost?.basis === 'FREE');
  expect(priced).toHaveLength(freeCards.length);
});
