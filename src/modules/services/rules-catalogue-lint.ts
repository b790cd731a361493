import { searchWords } from '#kernel/arabic.ts';
import { say, type Text } from '#kernel/text.ts';
import {
  CARD_FINDINGS,
  CARD_SEVERITIES,
  type CardFinding,
  type CardFindingKind,
  type CatalogueCard,
  type CatalogueWords,
  type Certainty,
  type ServiceCatalogue,
} from './model.ts';

const formOf = (text: string): string => searchWords(text).stems.join(' ');
const formsOf = (text: Text): string[] =>
  Object.values(text).flatMap((one) => (one === undefined ? [] : [formOf(one)]));

/** A text that stands in more groups than this is a phrase of all services, such as "sign in". */
const MOST_GROUPS = 3;

interface OwnStep {
  readonly card: CatalogueCard;
  readonly at: number;
  readonly form: string;
}

/** The steps said in a service's own words, not in those of all. */
function ownSteps({ words, cards }: ServiceCatalogue): OwnStep[] {
  const common = new Set(words.steps.flatMap(({ name }) => formsOf(name)));
  return cards.flatMap((card) =>
    card.steps.flatMap(({ text }, at) =>
      text === undefined
        ? []
        : formsOf(text)
            .filter((form) => !common.has(form) && form.includes(' '))
            .map((form) => ({ card, at, form })),
    ),
  );
}

/** How many words of a step are words of the service itself: whose step it is. */
function kinship(form: string, { name, synonyms, description }: CatalogueCard): number {
  const own = new Set(
    [...Object.values(name), ...Object.values(synonyms).flat(), ...Object.values(description)].flatMap(
      (text) => searchWords(text).stems,
    ),
  );
  return form.split(' ').filter((word) => own.has(word)).length;
}

type Found = Pick<CardFinding, 'kind' | 'path'> & Partial<Pick<CardFinding, 'values'>>;

/**
 * Steps that stand word for word in a service of another group, told of the one that all shared steps together fit
 * less; of both where they fit both alike.
 */
function copiedSteps(steps: readonly OwnStep[]): Map<string, Found[]> {
  const byForm = new Map<string, OwnStep[]>();
  for (const step of steps) byForm.set(step.form, [...(byForm.get(step.form) ?? []), step]);
  const shared = [...byForm.values()].filter((same) => {
    const groups = new Set(same.map(({ card }) => card.group));
    return groups.size > 1 && groups.size <= MOST_GROUPS;
  });
  const kin = new Map<string, number>();
  for (const { card, form } of shared.flat()) kin.set(card.code, (kin.get(card.code) ?? 0) + kinship(form, card));
  const kinOf = ({ card }: OwnStep): number => kin.get(card.code) ?? 0;
  const found = new Map<string, Found[]>();
  for (const same of shared) {
    const ranked = same.toSorted((a, b) => kinOf(b) - kinOf(a));
    for (const step of ranked) {
      const owner = ranked.find((other) => other.card.group !== step.card.group && kinOf(other) >= kinOf(step));
      if (owner === undefined) continue;
      const path = `steps.${step.at}`;
      const list = found.get(step.card.code) ?? [];
      if (list.some((one) => one.path === path)) continue;
      const values = valuesOf({ service: owner.card.name, step: String(step.at + 1) });
      found.set(step.card.code, [...list, { kind: 'steps-copied', path, values }]);
    }
  }
  return found;
}

/** Values of a finding in both languages of the product. */
function valuesOf(values: Readonly<Record<string, Text | string>>): CardFinding['values'] {
  const inLanguage = (language: string) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? value : say(value, language)]),
    );
  return { ar: inLanguage('ar'), en: inLanguage('en') };
}

/** Steps that name another service by its whole name or by what people call it. */
function foreignNames(steps: readonly OwnStep[], cards: readonly CatalogueCard[]): Map<string, Found[]> {
  const called = cards.flatMap((card) =>
    [...Object.values(card.name), ...Object.values(card.synonyms).flat()]
      .map(formOf)
      .filter((form) => form.includes(' '))
      .map((form) => ({ card, form })),
  );
  const found = new Map<string, Found[]>();
  for (const { card, at, form } of steps) {
    const own = new Set(called.filter((one) => one.card === card).map((one) => one.form));
    const other = called.find(
      (one) =>
        one.card !== card &&
        !card.related.includes(one.card.code) &&
        !one.card.related.includes(card.code) &&
        !own.has(one.form) &&
        ` ${form} `.includes(` ${one.form} `) &&
        kinship(form, card) < kinship(form, one.card),
    );
    if (other === undefined) continue;
    const path = `steps.${at}`;
    const list = found.get(card.code) ?? [];
    if (list.some((one) => one.path === path)) continue;
    const values = valuesOf({ service: other.card.name, step: String(at + 1) });
    found.set(card.code, [...list, { kind: 'step-names-other', path, values }]);
  }
  return found;
}

const PLACES = {
  description: { ar: 'الوصف', en: 'description' },
  step: { ar: 'خطوة', en: 'a step' },
  term: { ar: 'شرط', en: 'a term' },
  faq: { ar: 'سؤال شائع', en: 'a question' },
  duration: { ar: 'المدة', en: 'duration' },
  validity: { ar: 'مدة السريان', en: 'validity' },
} as const;

/** Names and texts: in each language of the tenant, and the Arabic one Arabic. */
function lintTexts(card: CatalogueCard, languages: readonly string[]): Found[] {
  const found: Found[] = [];
  const texts: { path: string; place: keyof typeof PLACES; text: Text }[] = [
    { path: 'description', place: 'description', text: card.description },
    ...card.steps.flatMap(({ text }, i) =>
      text === undefined ? [] : [{ path: `steps.${i}`, place: 'step' as const, text }],
    ),
    ...card.terms.map(({ text }, i) => ({ path: `terms.${i}`, place: 'term' as const, text })),
    ...card.faqs.flatMap(({ question, answer }, i) =>
      [question, answer].map((text) => ({ path: `faqs.${i}`, place: 'faq' as const, text })),
    ),
  ];
  for (const language of languages) {
    if (!card.name[language]) found.push({ kind: 'name-missing', path: 'name', values: valuesOf({ language }) });
    for (const { path, place, text } of texts) {
      if (!text[language]) {
        found.push({ kind: 'text-missing', path, values: valuesOf({ language, place: PLACES[place] }) });
      }
    }
  }
  const { ar, en } = card.name;
  if (ar !== undefined && en !== undefined && formOf(ar) === formOf(en))
    found.push({ kind: 'name-same', path: 'name' });
  return found;
}

const isLoose = (basis: Certainty): boolean => basis !== 'adopted' && basis !== 'seen';

/** Cost, duration, documents, and what is to be confirmed. */
function lintFacts(card: CatalogueCard, words: CatalogueWords): Found[] {
  const found: Found[] = [];
  if (card.cost === null) found.push({ kind: 'no-cost', path: 'cost' });
  if (card.duration === null) found.push({ kind: 'no-duration', path: 'duration' });
  else if (card.duration.unit === null) found.push({ kind: 'no-unit', path: 'duration' });
  card.documents.forEach(({ kind, by }, i) => {
    const document = words.documents.find(({ code }) => code === kind);
    if (by === 'fetched' || document === undefined || document.held === 'none') return;
    const values = valuesOf({ document: document.name, source: document.source ?? '' });
    found.push({ kind: 'held-document', path: `documents.${i}`, values });
  });
  if (card.facts.basis === 'memory' || card.facts.basis === 'proposed') {
    found.push({ kind: 'card-unconfirmed', path: 'facts' });
  }
  if (card.cost?.certainty === 'assumed') found.push({ kind: 'cost-unconfirmed', path: 'cost' });
  if (card.facts.steps === 'template') found.push({ kind: 'steps-unconfirmed', path: 'steps' });
  const loose: [string, keyof typeof PLACES, Certainty][] = [
    ...card.terms.map(({ basis }, i): [string, 'term', Certainty] => [`terms.${i}`, 'term', basis]),
    ...(card.duration === null
      ? []
      : [['duration', 'duration', card.duration.basis] as [string, 'duration', Certainty]]),
    ...(card.validity === null
      ? []
      : [['validity', 'validity', card.validity.basis] as [string, 'validity', Certainty]]),
  ];
  for (const [path, place, basis] of loose) {
    if (isLoose(basis)) found.push({ kind: 'fact-elsewhere', path, values: valuesOf({ place: PLACES[place] }) });
  }
  return found;
}

const rank = (kind: CardFindingKind): number => CARD_SEVERITIES.indexOf(CARD_FINDINGS[kind].severity);

/**
 * What is wrong with, missing from or to be confirmed in the cards of a catalogue; the worst of each card first.
 * Withdrawn cards are not looked at.
 */
export function lintCatalogue(catalogue: ServiceCatalogue, languages: readonly string[]): CardFinding[] {
  const cards = catalogue.cards.filter(({ active }) => active);
  const steps = ownSteps({ words: catalogue.words, cards });
  const [copied, foreign] = [copiedSteps(steps), foreignNames(steps, cards)];
  return cards.flatMap((card) => {
    const copies = copied.get(card.code) ?? [];
    const names = (foreign.get(card.code) ?? []).filter(({ path }) => !copies.some((one) => one.path === path));
    return [...copies, ...names, ...lintTexts(card, languages), ...lintFacts(card, catalogue.words)]
      .sort((a, b) => rank(a.kind) - rank(b.kind))
      .map(({ kind, path, values = {} }) => ({
        code: card.code,
        kind,
        severity: CARD_FINDINGS[kind].severity,
        path,
        values,
      }));
  });
}
