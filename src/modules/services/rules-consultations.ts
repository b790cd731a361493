import type { Consultations, Consulted, ServiceDefinition, ServiceOffer } from './model.ts';

type Loose = Record<string, unknown>;

/** The state of an application while others give their opinion on it. */
export const CONSULTED = 'consultation';
/** The kind of child such a request for an opinion is. */
const CHILD = 'consultation';

const CALL_OFF = { do: 'tellChildren', child: CHILD, action: 'callOff' };

const HOURS = { hour: 1, day: 24, workingDay: 34 };
/** The longest that anybody who is asked has. */
function longest(consulted: readonly Consulted[]): Pick<Consulted, 'amount' | 'unit'> {
  const [{ amount, unit } = { amount: 5, unit: 'workingDay' as const }] = [...consulted].sort(
    (a, b) => b.amount * HOURS[b.unit] - a.amount * HOURS[a.unit],
  );
  return { amount, unit };
}

const AGREES = { value: 'agrees', title: { ar: 'لا مانع', en: 'No objection' } };
const AGREES_IF = { value: 'agreesIf', title: { ar: 'لا مانع بشروط', en: 'No objection, under conditions' } };
const OBJECTS = { value: 'objects', title: { ar: 'عدم موافقة', en: 'Objects' } };
const DEEMED = { value: 'deemed', title: { ar: 'انقضت المدة دون رد', en: 'Silent until its time was over' } };
const OPINIONS = [AGREES, AGREES_IF, OBJECTS, DEEMED];

/** The id of the case type of a service's requests for an opinion. */
export const consultationTypeId = (definition: Pick<ServiceDefinition, 'caseType'>): string =>
  `${definition.caseType.id}Opinion`;

/** What a service that consults others has beside its own: the table of opinions, a state, the actions and the children. */
export function consultationParts(
  definition: ServiceDefinition,
  { to, bodies, atOnce }: Consultations,
  consulted: ServiceOffer['consulted'],
) {
  const ask = (chosen: boolean): Loose[] =>
    bodies.map(({ key, when }) => {
      const picked = chosen ? `list contains(input.bodies, "${key}")` : when;
      return {
        do: 'startChild',
        child: CHILD,
        data: {
          asked: `get value(data.terms.consulted, "${key}")`,
          application: 'case.number',
          service: 'data.service',
        },
        ...(picked === undefined ? {} : { when: picked }),
      };
    });
  const names = bodies.map(({ key, title }) => ({ value: key, title }));
  const hasConditions = definition.caseType.sections.some(({ fields }) =>
    fields.some(({ key }) => key === 'conditions'),
  );
  return {
    section: {
      key: 'opinionsPart',
      title: { ar: 'آراء الجهات', en: 'Opinions of others' },
      fields: [
        {
          key: 'opinions',
          type: 'table',
          title: { ar: 'آراء الجهات المستشارة', en: 'Opinions received' },
          max: 20,
          dataClass: 'internal',
          columns: [
            { key: 'body', type: 'choice', title: { ar: 'الجهة', en: 'Body' }, required: true, options: names },
            {
              key: 'opinion',
              type: 'choice',
              title: { ar: 'الرأي', en: 'Opinion' },
              required: true,
              options: OPINIONS,
            },
            {
              key: 'conditions',
              type: 'longText',
              title: { ar: 'الشروط', en: 'Conditions' },
              max: 2_000,
              dataClass: 'internal',
            },
            {
              key: 'reasons',
              type: 'longText',
              title: { ar: 'الأسباب', en: 'Reasons' },
              max: 2_000,
              dataClass: 'internal',
            },
            { key: 'on', type: 'date', title: { ar: 'التاريخ', en: 'Date' } },
          ],
        },
        {
          key: 'noObjection',
          type: 'yesNo',
          title: { ar: 'لا اعتراض من الجهات المستشارة', en: 'No consulted body objects' },
          calculate: 'if data.opinions = null then null else count(data.opinions[opinion = "objects"]) = 0',
          audience: ['office'],
        },
      ] as Loose[],
    },
    state: {
      title: {
        applicant: { ar: 'قيد أخذ رأي الجهات المعنية', en: 'Others are being consulted' },
        office: { ar: 'بانتظار آراء الجهات', en: 'Waiting for opinions' },
      },
      category: 'open',
    },
    actions: {
      consult: {
        title: { ar: 'طلب رأي الجهات', en: 'Ask others for their opinion' },
        from: [to],
        to: CONSULTED,
        by: ['team'],
        audience: ['applicant', 'office'],
        input: [
          {
            key: 'bodies',
            type: 'multiChoice',
            title: { ar: 'الجهات المطلوب رأيها', en: 'Whose opinion is asked' },
            required: true,
            options: names,
          },
        ],
        effects: ask(true),
      },
      goOn: {
        title: { ar: 'المضي دون انتظار بقية الآراء', en: 'Go on without the remaining opinions' },
        from: [CONSULTED],
        to,
        by: ['supervisor'],
        audience: ['office'],
        input: [
          {
            key: 'why',
            type: 'longText',
            title: { ar: 'سبب المضي دونها', en: 'Why they are not awaited' },
            required: true,
            min: 10,
            max: 1_000,
            dataClass: 'internal',
          },
        ],
        effects: [CALL_OFF],
      },
      opinionsIn: {
        title: { ar: 'اكتملت آراء الجهات', en: 'All opinions are in' },
        from: [CONSULTED],
        to,
        by: ['system'],
        audience: ['applicant', 'office'],
        effects: hasConditions
          ? [
              {
                do: 'set',
                values: { conditions: 'string join(data.opinions[conditions != null].conditions, "\\n")' },
                when: 'count(data.opinions[conditions != null]) > 0',
              },
            ]
          : [],
      },
    },
    clock: {
      kind: 'norm',
      title: { ar: 'اكتمال آراء الجهات', en: 'All opinions are in' },
      ...longest(Object.values(consulted)),
      startsOn: { state: CONSULTED },
      stopsIn: Object.keys((definition.caseType.flow.states ?? {}) as object),
      warnAt: 0.8,
    },
    /** What the opening sets in motion, where everybody is asked at once. */
    opening: atOnce ? ask(false) : [],
    children: {
      [CHILD]: {
        type: consultationTypeId(definition),
        title: { ar: 'طلب رأي', en: 'Request for an opinion' },
        whenClosed: 'opinionsIn',
        returns: {
          into: 'opinions',
          key: 'body',
          when: 'data.opinion != null',
          row: {
            body: 'data.asked.key',
            opinion: 'data.opinion',
            conditions: 'data.conditions',
            reasons: 'data.reasons',
            on: 'today()',
          },
        },
      },
    },
    callOff: CALL_OFF,
  };
}

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
