import type { CatalogueCard, CatalogueWords, DesignDocument, PublishedService, ServiceCard } from './model.ts';
import { SERVICE_CHANNELS, SERVICE_SEGMENTS } from './model.ts';
import { BLANK_CLOCKS, BLANK_FIELDS, BLANK_FLOW } from './rules-design-blank.ts';

const first = (words: Readonly<Record<string, string>>): string => words.en ?? Object.values(words)[0] ?? '';

/** A service's address made of its English name: `event-permit`. */
export function addressOf(name: Readonly<Record<string, string>>, code: string): string {
  const parts =
    first(name)
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  const address = parts.join('-').slice(0, 50).replace(/-+$/, '');
  return /^[a-z]/.test(address) ? address : `service-${code.toLowerCase()}`;
}

const APPLICANTS: readonly string[] = ['individual', 'business', 'government'];

const camel = (address: string): string => address.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** The card a service carries itself, from the catalogue's. */
export function ownCard(card: CatalogueCard, words: CatalogueWords): ServiceCard {
  const named = (list: readonly { code: string; name: Record<string, string> }[], code: string) =>
    list.find((one) => one.code === code)?.name ?? { en: code };
  const unit = card.duration?.unit;
  const segments = SERVICE_SEGMENTS.filter((one) => card.segments.includes(one));
  return {
    code: card.code,
    name: card.name,
    description: card.description,
    // Offices, institutes and companies sign in as establishments.
    segments: segments.some((one) => APPLICANTS.includes(one)) ? segments : [...segments, 'business'],
    attributes: [],
    steps: card.steps.map(({ kind, text }) => ({
      title: text ?? named(words.steps, kind),
      actor: words.steps.find(({ code }) => code === kind)?.actor ?? 'officer',
    })),
    documents: card.documents.map(({ kind, when }) => {
      const source = words.documents.find(({ code }) => code === kind)?.source;
      return {
        title: named(words.documents, kind),
        ...(source ? { source } : {}),
        ...(when === undefined ? {} : { when }),
      };
    }),
    terms: card.terms.map(({ text }) => text),
    ...(card.duration && unit && unit !== 'month'
      ? {
          duration: {
            min: card.duration.min,
            max: card.duration.max,
            unit,
            basis: card.duration.basis === 'adopted' ? ('verified' as const) : ('assumed' as const),
          },
        }
      : {}),
    cost: card.cost === null ? { ar: 'مجانية.', en: 'Free.' } : (card.cost.note ?? named(words.costs, card.cost.basis)),
    channels: SERVICE_CHANNELS.filter((one) => one === 'web' || one === 'mobile'),
    related: card.related,
    faqs: card.faqs,
  };
}

/** Where a new service begins: one page with one question, and a way from the application to a decision and an objection. */
export function blankDesign(
  card: CatalogueCard,
  words: CatalogueWords,
  team: { readonly code: string; readonly department: string },
  today: string,
): DesignDocument {
  const id = addressOf(card.name, card.code);
  const own = ownCard(card, words);
  return structuredClone({
    service: {
      id,
      card: own,
      number: { prefix: card.code.slice(0, 3).replace(/[OI]/g, 'X'), group: card.code.slice(4).padStart(3, '0') },
      pages: [{ key: 'request', title: { ar: 'الطلب', en: 'The request' }, fields: ['details', 'contactMobile'] }],
      eligible: [],
      declarations: [
        {
          ar: 'أقر بصحة ما أدخلته، وأتحمل ما يترتب على خلاف ذلك.',
          en: 'What I entered is correct, and I answer for it if it is not.',
        },
      ],
      correction: { by: ['team'], from: ['review'], to: 'correction' },
      findBy: [],
      documents: {},
      caseType: {
        id: camel(id),
        description: card.description,
        sections: BLANK_FIELDS,
        flow: BLANK_FLOW,
        clocks: BLANK_CLOCKS,
        documents: {},
        notices: {},
        retention: { months: 60 },
      },
    },
    offer: {
      id,
      department: team.department,
      team: team.code,
      terms: { reviewDays: 5, correctionDays: 30, objectionDays: 60, objectionAnswerDays: 15 },
      source: {
        asOf: today,
        text: { ar: 'مدد مقترحة تعتمدها الجهة قبل النشر.', en: 'Proposed times, to be adopted before publishing.' },
        sample: true,
      },
    },
    activities: [],
  }) as unknown as DesignDocument;
}

/** A published version as a design. `activities` are those its fields choose among. */
export const designOf = (
  { definition, offer }: Pick<PublishedService, 'definition' | 'offer'>,
  activities: DesignDocument['activities'],
): DesignDocument => structuredClone({ service: definition, offer, activities }) as unknown as DesignDocument;

/** Another service's design taken as the pattern of a new one: its questions and flow under the new one's name. */
export function designLike(pattern: DesignDocument, card: CatalogueCard, words: CatalogueWords): DesignDocument {
  const id = addressOf(card.name, card.code);
  const copy = structuredClone(pattern);
  const number = { prefix: card.code.slice(0, 3).replace(/[OI]/g, 'X'), group: card.code.slice(4).padStart(3, '0') };
  return {
    ...copy,
    service: {
      ...copy.service,
      id,
      card: ownCard(card, words),
      number,
      caseType: { ...copy.service.caseType, id: camel(id), description: card.description },
    },
    offer: { ...copy.offer, id },
  } as DesignDocument;
}
