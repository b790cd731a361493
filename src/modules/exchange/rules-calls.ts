import type { Bilingual } from '#kernel/text.ts';
import type { CallBegun, CallFacts } from './model-connector-log.ts';
import { type Connector, type LegalBasis, REGULATIONS } from './model-connectors.ts';

/** A row of the log, before the call goes out; what is not said is nothing. */
export const callBegun = (
  call: { connector: string; name: string; legalBasis: LegalBasis },
  rest: Pick<CallBegun, 'id' | 'at' | 'direction' | 'askedByKind' | 'about' | 'inputDigest'> &
    Partial<CallBegun> & { purpose: Bilingual },
): CallBegun => ({
  askedBy: null,
  forParty: null,
  consentId: null,
  subjectType: null,
  subjectId: null,
  subjectNumber: null,
  messageId: null,
  ...rest,
  connector: call.connector,
  name: call.name,
  regulation: call.legalBasis.regulation,
  ground: call.legalBasis.ground,
  purpose: { ...rest.purpose },
  about: rest.about.slice(0, 200),
});

/** The words of a regulation; its key where the program knows it no more. */
export const regulationWords = (key: string): Record<string, string> =>
  Object.hasOwn(REGULATIONS, key) ? { ...REGULATIONS[key as keyof typeof REGULATIONS] } : { ar: key, en: key };

/** What a connector asks and hears, as people are told of it. */
export function callFacts(connector: Connector): CallFacts[] {
  const basis = ({ regulation, ground, text }: LegalBasis) => ({
    regulation: regulationWords(regulation),
    ground,
    text: { ...text },
  });
  const items = (list: Connector['calls'][string]['sends']) => list.map((one) => ({ ...one, title: { ...one.title } }));
  return [
    ...Object.values(connector.calls).map((call) => ({
      name: call.name,
      direction: 'out' as const,
      summary: { ...call.summary },
      basis: basis(call.legalBasis),
      sends: items(call.sends),
      receives: items(call.receives),
      mayTry: call.sample !== undefined,
    })),
    ...Object.entries(connector.notifications).map(([name, one]) => ({
      name,
      direction: 'in' as const,
      summary: { ...one.summary },
      basis: basis(one.legalBasis),
      sends: [],
      receives: items(one.receives),
      mayTry: false,
    })),
  ];
}
