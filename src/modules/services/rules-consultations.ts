import type { Consultations, Consulted, ServiceDefinition, ServiceOffer } from './model.ts';

import { consultationTypeId, OPINIONS } from './rules-opinion-type.ts';

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
