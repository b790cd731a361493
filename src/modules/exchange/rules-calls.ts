import type { Bilingual } from '#kernel/text.ts';
import type { CallBegun } from './model-connector-log.ts';
import type { LegalBasis } from './model-connectors.ts';

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
