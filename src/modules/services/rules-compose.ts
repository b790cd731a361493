import type { Activity, ServiceDefinition, ServiceOffer } from './model.ts';
import { APPOINTMENT_NOTICES, appointmentParts, withoutReminder } from './rules-appointment-parts.ts';
import { CONSULTED, consultationParts } from './rules-consultations.ts';
import { EXTENSION_NOTICES, EXTENSION_PAYMENT, extensionParts } from './rules-extension.ts';
import { DOCUMENT_FIELDS, DOCUMENT_NOTICES, issuedStates, keepingActions, noting } from './rules-keeping.ts';
import { reviewParts } from './rules-review.ts';
import { standardSection, withStandards } from './rules-standards.ts';

/** Fields that every application has beside its own: written by the program, never asked. */
const RECORD = {
  key: 'record',
  title: { ar: 'بيانات الطلب', en: 'About the application' },
  fields: [
    { key: 'service', type: 'object', title: { ar: 'الخدمة', en: 'Service' }, dataClass: 'internal' },
    { key: 'terms', type: 'object', title: { ar: 'الشروط والمقادير', en: 'Terms' }, dataClass: 'internal' },
    { key: 'fee', type: 'object', title: { ar: 'المقابل المالي', en: 'Fee' }, dataClass: 'internal' },
    ...DOCUMENT_FIELDS,
  ],
} as const;

/** Words of the messages that applications have in common; a type may say its own under the same key. */
const NOTICES = {
  applicationReceived: {
    to: ['applicant'],
    title: { ar: 'استلمنا طلبك {number}', en: 'We received your application {number}' },
    body: {
      ar: 'استلمنا طلبك «{service}» برقم {number}. تابعه من: {link}',
      en: 'We received your application “{service}”, number {number}. Follow it at {link}',
    },
  },
  correctionAsked: {
    to: ['applicant'],
    title: { ar: 'طلبك {number} يحتاج إلى استكمال', en: 'Your application {number} needs a correction' },
    body: {
      ar: 'أعيد إليك طلب «{service}» رقم {number} لاستكمال ما يلي: {message} استكمله من: {link}',
      en: 'Your application “{service}”, number {number}, was returned to you for this: {message} Correct it at {link}',
    },
  },
  feeDue: {
    to: ['applicant'],
    title: { ar: 'ووفق على طلبك {number} بانتظار السداد', en: 'Your application {number} is approved; the fee is due' },
    body: {
      ar: 'ووفق على طلبك «{service}» رقم {number}. تفاصيل المقابل المالي ومهلة السداد في: {link}',
      en: 'Your application “{service}”, number {number}, is approved. The fee and when it is due: {link}',
    },
  },
  applicationIssued: {
    to: ['applicant'],
    title: { ar: 'صدر ما طلبته برقم {number}', en: 'What you applied for is issued: {number}' },
    body: {
      ar: 'صدرت الموافقة النهائية على طلب «{service}» رقم {number}. التفاصيل في: {link}',
      en: '“{service}”, number {number}, has been issued. See {link}',
    },
  },
  applicationRefused: {
    to: ['applicant'],
    title: { ar: 'لم يقبل طلبك {number}', en: 'Your application {number} was refused' },
    body: {
      ar: 'صدر قرار بعدم قبول طلب «{service}» رقم {number}. أسباب القرار وطريقة الاعتراض عليه في: {link}',
      en: 'Your application “{service}”, number {number}, was refused. The reasons, and how to object, are at {link}',
    },
  },
} as const;

type Loose = Record<string, unknown>;

/** Keys of the fields that are asked, in the order of the pages. */
export const askedFields = ({ pages, caseType }: Pick<ServiceDefinition, 'pages' | 'caseType'>): string[] => {
  const computed = new Set(
    caseType.sections.flatMap(({ fields }) =>
      fields.filter((one) => one.calculate !== undefined).map(({ key }) => key),
    ),
  );
  return [...new Set(pages.flatMap(({ fields }) => fields))].filter((key) => !computed.has(key));
};

/**
 * The case type of a service as the engine publishes it: the service's own document with what all applications share.
 * Activities become the choices of the fields that ask for one.
 */
export function composeType(
  definition: ServiceDefinition,
  offer: Pick<ServiceOffer, 'team'> & Partial<Pick<ServiceOffer, 'consulted' | 'conditions' | 'grounds'>>,
  activities: readonly Activity[],
  version: number,
): Loose {
  const { caseType, correction } = definition;
  const asked = askedFields(definition);
  const options = activities.map(({ code, title }) => ({ value: code, title }));
  const sections = caseType.sections.map((section) => ({
    ...section,
    fields: section.fields.map((field) => (field.type === 'activity' ? { options, ...field } : field)),
  }));
  const titles = new Map(sections.flatMap(({ fields }) => fields.map(({ key, title }) => [key, title])));
  const { open } = caseType.flow;
  const keeping = keepingActions(definition, offer.grounds);
  const extended = extensionParts(definition, issuedStates(definition));
  const grants = Object.keys(keeping).length > 0;
  const review =
    definition.review &&
    reviewParts(
      definition.review,
      asked.map((value) => ({ value, title: titles.get(value) ?? { ar: value, en: value } })),
    );
  const consulted =
    definition.consultations && consultationParts(definition, definition.consultations, offer.consulted ?? {});
  const { appointment } = definition;
  const booking = appointment && appointmentParts(appointment);
  const own: Readonly<Record<string, Loose>> =
    appointment === undefined ? caseType.flow.actions : withoutReminder(caseType.flow.actions, appointment);
  const clocks = extended === undefined ? caseType.clocks : clocksExtended(caseType.clocks);
  const actions = consulted === undefined ? own : withdrawable(own, consulted.callOff);
  return {
    ...caseType,
    version,
    kind: 'application',
    title: definition.card.name,
    owner: offer.team,
    segments: definition.card.segments.filter((one) => ['individual', 'business', 'government'].includes(one)),
    sections: [
      ...sections,
      ...(review === undefined ? [] : [review.section]),
      ...(consulted === undefined ? [] : [consulted.section]),
      ...(booking === undefined ? [] : [booking.section]),
      ...(extended === undefined ? [] : [extended.section]),
      ...standardSection(offer),
      RECORD,
    ],
    participants: { applicant: { title: { ar: 'مقدم الطلب', en: 'Applicant' } }, ...caseType.participants },
    notices: {
      ...NOTICES,
      ...(grants ? DOCUMENT_NOTICES : {}),
      ...(booking === undefined ? {} : APPOINTMENT_NOTICES),
      ...(extended === undefined ? {} : EXTENSION_NOTICES),
      ...caseType.notices,
    },
    ...(consulted === undefined ? {} : { children: consulted.children }),
    clocks: {
      ...(consulted === undefined ? (clocks as Loose) : { ...clocksBeside(clocks), opinionsTime: consulted.clock }),
      ...(extended === undefined ? {} : { [EXTENSION_PAYMENT.clock]: extended.clock }),
    },
    flow: {
      ...caseType.flow,
      ...(consulted === undefined ? {} : definition.consultations?.atOnce ? { initial: CONSULTED } : {}),
      states: {
        ...(caseType.flow.states as Loose),
        ...(consulted === undefined ? {} : { [CONSULTED]: consulted.state }),
        ...extended?.states,
      },
      open: {
        by: ['signedIn'],
        audience: ['applicant', 'office'],
        ...open,
        fields: asked,
        effects: [
          { do: 'assign', team: 'data.terms.team' },
          { do: 'notify', notice: 'applicationReceived' },
          ...open.effects,
          ...(consulted?.opening ?? []),
        ],
      },
      actions: {
        askCorrection: {
          title: { ar: 'إعادة الطلب لاستكمال بيانات', en: 'Ask the applicant to correct something' },
          from: correction.from,
          to: correction.to,
          by: correction.by,
          audience: ['applicant', 'office'],
          input: [
            {
              key: 'fields',
              type: 'multiChoice',
              title: { ar: 'البيانات المطلوب تصحيحها', en: 'What is to be corrected' },
              help: {
                ar: 'لا يفتح لمقدم الطلب إلا ما تحدده هنا.',
                en: 'Only what you choose here is opened to the applicant.',
              },
              required: true,
              options: asked.map((value) => ({ value, title: titles.get(value) ?? { ar: value, en: value } })),
            },
            {
              key: 'message',
              type: 'longText',
              title: { ar: 'المطلوب من مقدم الطلب', en: 'What the applicant should do' },
              required: true,
              min: 10,
              max: 1_000,
              dataClass: 'internal',
            },
          ],
          effects: [
            { do: 'requestCorrection', fields: 'input.fields', message: 'input.message', of: ['applicant'] },
            { do: 'notify', notice: 'correctionAsked' },
          ],
        },
        ...(review === undefined ? {} : { technicalReview: review.action }),
        ...consulted?.actions,
        ...booking?.actions,
        ...Object.fromEntries(
          Object.entries(actions).map(([key, action]) => [
            key,
            noting(withStandards(action, offer, definition.documents ?? {})),
          ]),
        ),
        ...Object.fromEntries(Object.entries(extended?.actions ?? {}).map(([key, action]) => [key, noting(action)])),
        ...keeping,
      },
    },
  };
}

/** Time to decide an extension stands still while it waits to be paid. */
function clocksExtended(clocks: unknown): Loose {
  const { norm, ...others } = clocks as Record<string, { pausesIn?: string[] }>;
  return norm === undefined
    ? others
    : { norm: { ...norm, pausesIn: [...(norm.pausesIn ?? []), EXTENSION_PAYMENT.state] }, ...others };
}

/** Time to decide stands still while others are asked; timers of other states are over by then. */
function clocksBeside(clocks: unknown): Loose {
  return Object.fromEntries(
    Object.entries(clocks as Record<string, { startsOn?: unknown; pausesIn?: string[]; stopsIn?: string[] }>).map(
      ([key, clock]) =>
        typeof clock.startsOn === 'object'
          ? [key, { ...clock, stopsIn: [...(clock.stopsIn ?? []), CONSULTED] }]
          : [key, { ...clock, pausesIn: [...(clock.pausesIn ?? []), CONSULTED] }],
    ),
  );
}

/** An application can be withdrawn while others are asked, who are then told that it is no longer needed. */
function withdrawable(actions: Readonly<Record<string, Loose>>, callOff: Loose): Record<string, Loose> {
  const { withdraw } = actions;
  if (withdraw === undefined) return actions;
  return {
    ...actions,
    withdraw: {
      ...withdraw,
      from: [...(withdraw.from as string[]), CONSULTED],
      effects: [callOff, ...((withdraw.effects ?? []) as Loose[])],
    },
  };
}
