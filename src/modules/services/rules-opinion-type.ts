import type { ServiceDefinition, ServiceOffer } from './model.ts';

type Loose = Record<string, unknown>;

const AGREES = { value: 'agrees', title: { ar: 'لا مانع', en: 'No objection' } };
const AGREES_IF = { value: 'agreesIf', title: { ar: 'لا مانع بشروط', en: 'No objection, under conditions' } };
const OBJECTS = { value: 'objects', title: { ar: 'عدم موافقة', en: 'Objects' } };
const DEEMED = { value: 'deemed', title: { ar: 'انقضت المدة دون رد', en: 'Silent until its time was over' } };
/** What a request ends with, silence included. */
export const OPINIONS = [AGREES, AGREES_IF, OBJECTS, DEEMED];

/** The id of the case type of a service's requests for an opinion. */
export const consultationTypeId = (definition: Pick<ServiceDefinition, 'caseType'>): string =>
  `${definition.caseType.id}Opinion`;

const ROLES = ['consulted', 'team'];

/** The case type of a service's requests for an opinion: the same for all, but for the name it carries. */
export function consultationType(
  definition: ServiceDefinition,
  offer: Pick<ServiceOffer, 'team'>,
  version: number,
): Loose {
  const { name } = definition.card;
  const titled = (ar: string, en: string) => ({ ar: `${ar}: ${name.ar ?? ''}`, en: `${en}: ${name.en ?? ''}` });
  const state = (ar: string, en: string, category: string) => ({
    title: { applicant: { ar, en }, office: { ar, en } },
    category,
  });
  return {
    id: consultationTypeId(definition),
    version,
    kind: 'consultation',
    title: titled('طلب رأي', 'Request for an opinion'),
    owner: offer.team,
    segments: ['individual', 'business', 'government'],
    participants: { consulted: { title: { ar: 'الجهة المستشارة', en: 'Consulted body' } } },
    sections: [
      {
        key: 'asked',
        title: { ar: 'المطلوب', en: 'What is asked' },
        fields: [
          {
            key: 'asked',
            type: 'object',
            title: { ar: 'الجهة والسؤال', en: 'Body and question' },
            dataClass: 'internal',
          },
          { key: 'service', type: 'object', title: { ar: 'الخدمة', en: 'Service' }, dataClass: 'internal' },
          { key: 'application', type: 'text', title: { ar: 'رقم الطلب', en: 'Application' }, dataClass: 'internal' },
        ],
      },
      {
        key: 'reply',
        title: { ar: 'الرد', en: 'Reply' },
        fields: [
          { key: 'opinion', type: 'choice', title: { ar: 'الرأي', en: 'Opinion' }, options: OPINIONS },
          {
            key: 'conditions',
            type: 'longText',
            title: { ar: 'الشروط', en: 'Conditions' },
            help: {
              ar: 'تعاد إلى الطلب وتذكر في الوثيقة. لازمة عند الموافقة بشروط.',
              en: 'They come back into the application and stand on the document. Needed where you agree under conditions.',
            },
            max: 2_000,
            dataClass: 'internal',
          },
          {
            key: 'reasons',
            type: 'longText',
            title: { ar: 'الأسباب', en: 'Reasons' },
            help: { ar: 'لازمة عند عدم الموافقة.', en: 'Needed where you object.' },
            max: 2_000,
            dataClass: 'internal',
          },
        ],
      },
    ],
    flow: {
      initial: 'asked',
      open: {
        by: ['signedIn', 'system'],
        fields: [],
        audience: ['office', 'agency'],
        effects: [
          { do: 'assign', team: 'data.asked.team', when: 'data.asked.team != null' },
          { do: 'addParticipant', role: 'consulted', party: 'data.asked.party', when: 'data.asked.party != null' },
          { do: 'notify', notice: 'opinionAsked' },
        ],
      },
      states: {
        asked: state('بانتظار الرد', 'Waiting for the reply', 'open'),
        late: state('تأخر الرد', 'The reply is late', 'open'),
        answered: state('وصل الرد', 'Answered', 'closed'),
        deemed: state('انقضت المدة دون رد، وعد موافقة', 'Silent: taken for agreement', 'closed'),
        calledOff: state('لم يعد الرأي مطلوبًا', 'No longer needed', 'closed'),
      },
      actions: {
        reply: {
          title: { ar: 'إرسال الرأي', en: 'Send the opinion' },
          from: ['asked', 'late'],
          to: 'answered',
          by: ROLES,
          audience: ['office', 'agency'],
          input: [
            {
              key: 'answer',
              type: 'choice',
              title: { ar: 'الرأي', en: 'Opinion' },
              required: true,
              options: [AGREES, AGREES_IF, OBJECTS],
            },
            'conditions',
            'reasons',
          ],
          checks: [
            {
              must: 'input.answer != "agreesIf" or data.conditions != null',
              text: { ar: 'اكتب الشروط التي تعلق الموافقة عليها.', en: 'Write the conditions you agree under.' },
              field: 'conditions',
            },
            {
              must: 'input.answer != "objects" or data.reasons != null',
              text: { ar: 'اذكر أسباب عدم الموافقة.', en: 'Say why you object.' },
              field: 'reasons',
            },
          ],
          effects: [
            { do: 'set', values: { opinion: 'input.answer' } },
            { do: 'decide', result: 'input.answer', reason: 'data.reasons' },
          ],
        },
        silence: {
          title: { ar: 'انقضت مدة الرد', en: 'The time to reply is over' },
          from: ['asked'],
          to: [{ when: 'data.asked.silence = "agreed"', to: 'deemed' }, { to: 'late' }],
          by: ['system'],
          audience: ['office', 'agency'],
          effects: [
            { do: 'set', values: { opinion: '"deemed"' }, when: 'data.asked.silence = "agreed"' },
            { do: 'escalate', by: 1, when: 'data.asked.silence != "agreed"' },
            { do: 'notify', notice: 'opinionLate', when: 'data.asked.silence != "agreed"' },
          ],
        },
        callOff: {
          title: { ar: 'لم يعد الرأي مطلوبًا', en: 'No longer needed' },
          from: ['asked', 'late'],
          to: 'calledOff',
          by: ['system'],
          audience: ['office', 'agency'],
        },
      },
    },
    clocks: {
      norm: {
        kind: 'norm',
        title: { ar: 'مدة إبداء الرأي', en: 'Time to give an opinion' },
        amount: 'data.asked.amount',
        unit: 'data.asked.unit',
        startsOn: 'open',
        stopsIn: ['answered', 'deemed', 'calledOff'],
        warnAt: 0.7,
        onBreach: { action: 'silence' },
        audience: ['applicant', 'office', 'agency'],
      },
    },
    notices: {
      opinionAsked: {
        to: ROLES,
        title: { ar: 'مطلوب رأيكم في الطلب {number}', en: 'Your opinion is asked on {number}' },
        body: {
          ar: 'أحيل إليكم طلب «{service}» لإبداء الرأي خلال المدة المحددة: {link}',
          en: 'Your opinion is asked on “{service}” within the stated time: {link}',
        },
      },
      opinionLate: {
        to: [...ROLES, 'supervisor'],
        title: { ar: 'تأخر الرأي في الطلب {number}', en: 'The opinion on {number} is late' },
        body: {
          ar: 'انقضت مدة إبداء الرأي في طلب «{service}» ولم يصل الرد: {link}',
          en: 'The time to give an opinion on “{service}” is over and no reply came: {link}',
        },
      },
    },
    retention: { months: 60 },
  };
}
