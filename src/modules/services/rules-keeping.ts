import type { ServiceDefinition } from './model.ts';
import { EXTENSION_STATE } from './rules-extension.ts';

/** What an action of the office makes of a document, by the event it emits. */
export const DOCUMENT_EVENTS: Readonly<Record<string, 'suspended' | 'lifted'>> = {
  documentSuspended: 'suspended',
  documentLifted: 'lifted',
};

/** Fields in which an application keeps how its document stands, and why. */
export const DOCUMENT_FIELDS = [
  {
    key: 'documentState',
    type: 'text',
    title: { ar: 'حال الوثيقة', en: 'State of the document' },
    dataClass: 'internal',
  },
  { key: 'documentGround', type: 'text', title: { ar: 'السند النظامي', en: 'Legal ground' }, dataClass: 'internal' },
  { key: 'documentReason', type: 'longText', title: { ar: 'السبب', en: 'Reason' }, dataClass: 'internal' },
] as const;

/** Words of the messages to the holder. */
export const DOCUMENT_NOTICES = {
  documentSuspended: {
    to: ['applicant'],
    urgent: true,
    title: { ar: 'أوقفت وثيقتك في الطلب {number}', en: 'Your document of application {number} is suspended' },
    body: {
      ar: 'أوقف العمل بما صدر لك من «{service}» (الطلب {number}). السند: {documentGround}. السبب: {documentReason} التفاصيل وطريقة الاعتراض في: {link}',
      en: 'What was issued to you for “{service}” (application {number}) is suspended. Ground: {documentGround}. Reason: {documentReason} Details, and how to object: {link}',
    },
  },
  documentLifted: {
    to: ['applicant'],
    title: { ar: 'رفع إيقاف وثيقتك في الطلب {number}', en: 'Your document of application {number} is valid again' },
    body: {
      ar: 'رفع الإيقاف عما صدر لك من «{service}» (الطلب {number}) وعادت الوثيقة سارية. {link}',
      en: 'What was issued to you for “{service}” (application {number}) is no longer suspended. {link}',
    },
  },
  documentRevoked: {
    to: ['applicant'],
    urgent: true,
    title: { ar: 'ألغيت وثيقتك في الطلب {number}', en: 'Your document of application {number} is revoked' },
    body: {
      ar: 'ألغي ما صدر لك من «{service}» (الطلب {number}). السند: {documentGround}. السبب: {documentReason} التفاصيل وطريقة الاعتراض في: {link}',
      en: 'What was issued to you for “{service}” (application {number}) is revoked. Ground: {documentGround}. Reason: {documentReason} Details, and how to object: {link}',
    },
  },
  documentReissued: {
    to: ['applicant'],
    title: { ar: 'صدرت نسخة مصححة من وثيقتك', en: 'A corrected version of your document is issued' },
    body: {
      ar: 'صدرت نسخة مصححة مما صدر لك من «{service}» (الطلب {number})، وحلت محل السابقة. {link}',
      en: 'A corrected version of what was issued to you for “{service}” (application {number}) replaces the earlier one. {link}',
    },
  },
} as const;

interface LooseAction {
  readonly to?: unknown;
  readonly effects?: readonly { readonly do: string; readonly when?: string }[];
}

const ISSUED = { do: 'set', values: { documentState: '"valid"' } };

/** The action with a note, beside each document it issues, that it was. */
export function noting<A extends object>(action: A & LooseAction): A {
  if (!action.effects?.some((effect) => effect.do === 'issueDocument')) return action;
  const effects = action.effects.flatMap((effect) =>
    effect.do !== 'issueDocument'
      ? [effect]
      : [effect, effect.when === undefined ? ISSUED : { ...ISSUED, when: effect.when }],
  );
  return { ...action, effects };
}

const targets = ({ to }: LooseAction): string[] =>
  typeof to === 'string' ? [to] : Array.isArray(to) ? to.map((row: { to: string }) => row.to) : [];

const text = (key: string, title: object, more: object) => ({
  key,
  title,
  required: true,
  dataClass: 'internal',
  ...more,
});
const GROUND = text(
  'ground',
  { ar: 'السند النظامي', en: 'Legal ground' },
  {
    type: 'text',
    min: 5,
    max: 300,
    help: {
      ar: 'المادة أو اللائحة التي يستند إليها القرار؛ يراها صاحب الوثيقة ومن يتحقق منها.',
      en: 'The article or regulation the decision rests on; the holder sees it, and whoever verifies the document.',
    },
  },
);
const REASON = text(
  'reason',
  { ar: 'السبب', en: 'Reason' },
  { type: 'longText', min: 10, max: 1_000, help: { ar: 'يراه صاحب الوثيقة.', en: 'The holder sees it.' } },
);
const inState = (state: string, words: object) => ({ must: `data.documentState = "${state}"`, text: words });
const IN_FORCE = inState('valid', { ar: 'ليست للطلب وثيقة سارية.', en: 'The application has no document in force.' });
const shared = { by: ['team', 'supervisor'], audience: ['applicant', 'office'] };

/** The states an application rests in once its document is issued. */
export function issuedStates({ caseType }: Pick<ServiceDefinition, 'caseType'>): string[] {
  const actions = Object.values(caseType.flow.actions) as LooseAction[];
  const states = (caseType.flow.states ?? {}) as Record<string, { category?: string }>;
  return [
    ...new Set(actions.filter((one) => one.effects?.some((effect) => effect.do === 'issueDocument')).flatMap(targets)),
  ].filter((state) => ['closed', 'done', 'decided'].includes(states[state]?.category ?? ''));
}

/** How the ground of a suspension or revocation is given: picked from the tenant's list, or written where it is not there. */
function groundsParts(grounds: readonly Readonly<Record<string, string>>[]) {
  if (grounds.length === 0) {
    return { inputs: [GROUND], values: { documentGround: 'input.ground', documentReason: 'input.reason' } };
  }
  const listed = Object.fromEntries(
    grounds.map((words, index) => [`t${index + 1}`, [...new Set(Object.values(words))].join(' · ')]),
  );
  const options = grounds.map((title, index) => ({ value: `t${index + 1}`, title }));
  return {
    inputs: [
      {
        key: 'listedGround',
        type: 'choice',
        title: GROUND.title,
        help: {
          ar: 'اختر من القائمة، أو اكتب سندًا آخر في الخانة التالية.',
          en: 'Choose from the list, or write another ground in the next box.',
        },
        required: 'input.ground = null',
        options,
      },
      {
        ...GROUND,
        // Where neither is given, what is asked for is a choice from the list.
        required: false,
        title: { ar: 'سند آخر غير مدرج', en: 'Another ground, not in the list' },
      },
    ],
    values: {
      documentGround: `if input.ground != null then input.ground else get value(${JSON.stringify(listed)}, input.listedGround)`,
      documentReason: 'input.reason',
    },
  };
}

/** Actions by which the office keeps what a service issued: suspends it, lifts that, revokes it, corrects a misprint. */
export function keepingActions(
  { documents, caseType, extension }: Pick<ServiceDefinition, 'documents' | 'caseType' | 'extension'>,
  grounds: readonly Readonly<Record<string, string>>[] = [],
): Record<string, unknown> {
  const issued = issuedStates({ caseType });
  const from = issued.length === 0 || extension === undefined ? issued : [...issued, EXTENSION_STATE];
  const { inputs: why, values: WHY } = groundsParts(grounds);
  const keys = Object.keys(documents ?? {});
  if (from.length === 0 || keys.length === 0) return {};
  const correctable = [...new Set(Object.values(documents).flatMap((template) => template.correctable))];
  return {
    suspendDocument: {
      ...shared,
      title: { ar: 'إيقاف الوثيقة', en: 'Suspend the document' },
      from,
      when: IN_FORCE,
      input: [...why, REASON],
      effects: [
        { do: 'set', values: { documentState: '"suspended"', ...WHY } },
        { do: 'emit', event: 'documentSuspended' },
        { do: 'notify', notice: 'documentSuspended' },
      ],
    },
    liftDocument: {
      ...shared,
      title: { ar: 'رفع إيقاف الوثيقة', en: 'Lift the suspension' },
      from,
      when: inState('suspended', { ar: 'الوثيقة غير موقوفة.', en: 'The document is not suspended.' }),
      input: [REASON],
      effects: [
        { do: 'set', values: { documentState: '"valid"', documentGround: 'null', documentReason: 'input.reason' } },
        { do: 'emit', event: 'documentLifted' },
        { do: 'notify', notice: 'documentLifted' },
      ],
    },
    revokeDocument: {
      ...shared,
      title: { ar: 'إلغاء الوثيقة', en: 'Revoke the document' },
      from,
      when: {
        must: 'data.documentState = "valid" or data.documentState = "suspended"',
        text: IN_FORCE.text,
      },
      // Whoever suspended it is not the one who ends it.
      fourEyes: ['suspendDocument'],
      input: [...why, REASON],
      effects: [
        { do: 'set', values: { documentState: '"revoked"', ...WHY } },
        ...keys.map((document) => ({ do: 'revokeDocument', document })),
        { do: 'notify', notice: 'documentRevoked' },
      ],
    },
    reissueDocument: {
      ...shared,
      title: { ar: 'إصدار نسخة مصححة', en: 'Issue a corrected version' },
      from,
      when: IN_FORCE,
      input: [...correctable, REASON],
      effects: [
        { do: 'set', values: { documentGround: 'null', documentReason: 'input.reason' } },
        ...keys.map((document) => ({ do: 'issueDocument', document })),
        { do: 'notify', notice: 'documentReissued' },
      ],
    },
  };
}
