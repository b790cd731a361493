/** What a new service asks and how it goes until somebody designs it: review, correction, decision and objection. */
const both = ['applicant', 'office'] as const;

const longText = (key: string, ar: string, en: string, max: number, min?: number) => ({
  key,
  type: 'longText',
  title: { ar, en },
  ...(min === undefined ? {} : { required: true, min }),
  max,
  dataClass: 'internal',
});

export const BLANK_FIELDS = [
  {
    key: 'request',
    title: { ar: 'الطلب', en: 'The request' },
    fields: [
      longText('details', 'ما الذي تطلبه؟', 'What do you ask for?', 2000, 10),
      {
        key: 'contactMobile',
        type: 'identifier',
        identifier: 'MOBILE',
        title: { ar: 'رقم الجوال للتواصل', en: 'Mobile to reach you' },
        required: true,
        dataClass: 'personal',
      },
    ],
  },
  {
    key: 'office',
    title: { ar: 'إجراءات البلدية', en: 'What the municipality did' },
    fields: [
      longText('conditions', 'شروط الموافقة', 'Conditions of the approval', 2000),
      longText('refusalReason', 'أسباب الرفض', 'Reasons for the refusal', 2000, 20),
      longText('objection', 'أسباب اعتراضك', 'Why you object', 3000, 20),
      longText('objectionAnswer', 'أسباب القرار في الاعتراض', 'Reasons for the decision on the objection', 2000, 20),
    ],
  },
];

const state = (category: string, applicant: [string, string], office: [string, string]) => ({
  title: { applicant: { ar: applicant[0], en: applicant[1] }, office: { ar: office[0], en: office[1] } },
  category,
});

export const BLANK_FLOW = {
  initial: 'review',
  open: { effects: [] },
  states: {
    review: state('open', ['قيد الدراسة', 'Being reviewed'], ['بانتظار الدراسة', 'To be reviewed']),
    correction: state(
      'waiting',
      ['بانتظار استكمالك', 'Waiting for your correction'],
      ['بانتظار استكمال مقدم الطلب', 'Waiting for the applicant’s correction'],
    ),
    approved: state('closed', ['ووفق على طلبك', 'Approved'], ['مكتمل بالموافقة', 'Approved']),
    refused: state(
      'decided',
      ['لم يقبل، ولك حق الاعتراض', 'Refused; you may object'],
      ['مرفوض ضمن مهلة الاعتراض', 'Refused, within the time to object'],
    ),
    objection: state(
      'open',
      ['اعتراضك قيد النظر', 'Your objection is being considered'],
      ['اعتراض بانتظار البت', 'Objection to be decided'],
    ),
    closedRefused: state('closed', ['لم يقبل نهائيًا', 'Finally refused'], ['مرفوض نهائيًا', 'Finally refused']),
    withdrawn: state('closed', ['سحبته', 'Withdrawn by you'], ['سحبه مقدم الطلب', 'Withdrawn by the applicant']),
    lapsed: state('closed', ['انتهت مهلته', 'Lapsed'], ['انتهت مهلته دون استكمال', 'Lapsed: not corrected in time']),
  },
  actions: {
    approve: {
      title: { ar: 'الموافقة على الطلب', en: 'Approve' },
      from: ['review'],
      to: 'approved',
      by: ['team'],
      audience: both,
      input: ['conditions'],
      effects: [
        { do: 'decide', result: '"approved"' },
        { do: 'notify', notice: 'applicationIssued' },
      ],
    },
    refuse: {
      title: { ar: 'رفض الطلب', en: 'Refuse' },
      from: ['review'],
      to: 'refused',
      by: ['team'],
      audience: both,
      input: ['refusalReason'],
      effects: [
        { do: 'decide', result: '"refused"', reason: 'data.refusalReason' },
        { do: 'notify', notice: 'applicationRefused' },
      ],
    },
    object: {
      title: { ar: 'الاعتراض على القرار', en: 'Object to the decision' },
      from: ['refused'],
      to: 'objection',
      by: ['applicant'],
      audience: both,
      input: ['objection'],
    },
    upholdObjection: {
      title: { ar: 'قبول الاعتراض وإعادة الدراسة', en: 'Uphold the objection and review again' },
      from: ['objection'],
      to: 'review',
      by: ['team', 'supervisor'],
      fourEyes: ['refuse'],
      audience: both,
      input: ['objectionAnswer'],
      effects: [{ do: 'restartClock', clock: 'norm', factor: 0.5 }],
    },
    dismissObjection: {
      title: { ar: 'رفض الاعتراض', en: 'Dismiss the objection' },
      from: ['objection'],
      to: 'closedRefused',
      by: ['team', 'supervisor'],
      fourEyes: ['refuse'],
      audience: both,
      input: ['objectionAnswer'],
      effects: [
        { do: 'decide', result: '"refused"', reason: 'data.objectionAnswer' },
        { do: 'notify', notice: 'applicationRefused' },
      ],
    },
    withdraw: {
      title: { ar: 'سحب الطلب', en: 'Withdraw the application' },
      from: ['review', 'correction'],
      to: 'withdrawn',
      by: ['applicant'],
      audience: both,
      effects: [{ do: 'decide', result: '"withdrawn"' }],
    },
    lapse: {
      title: { ar: 'انقضاء المهلة', en: 'The time ran out' },
      from: ['correction'],
      to: 'lapsed',
      by: ['system'],
      audience: both,
      effects: [{ do: 'decide', result: '"lapsed"' }],
    },
    closeRefused: {
      title: { ar: 'انقضاء مهلة الاعتراض', en: 'The time to object ran out' },
      from: ['refused'],
      to: 'closedRefused',
      by: ['system'],
      audience: both,
    },
  },
  standard: {
    note: { by: ['team', 'supervisor'], audiences: ['office', 'applicant'] },
    assign: { by: ['team', 'supervisor'] },
  },
};

/** A time that belongs to one state ends in every other. */
const allBut = (state: keyof typeof BLANK_FLOW.states) => Object.keys(BLANK_FLOW.states).filter((one) => one !== state);

export const BLANK_CLOCKS = {
  norm: {
    kind: 'norm',
    title: { ar: 'البت في الطلب', en: 'Decision on the application' },
    amount: 'data.terms.reviewDays',
    unit: 'workingDay',
    startsOn: 'open',
    pausesIn: ['correction'],
    stopsIn: ['approved', 'refused', 'closedRefused', 'withdrawn', 'lapsed'],
    warnAt: 0.8,
  },
  correctionTime: {
    kind: 'timer',
    title: { ar: 'مهلة الاستكمال', en: 'Time to correct' },
    amount: 'data.terms.correctionDays',
    unit: 'day',
    startsOn: { state: 'correction' },
    stopsIn: allBut('correction'),
    onBreach: { action: 'lapse' },
  },
  objectionTime: {
    kind: 'legal',
    title: { ar: 'مهلة الاعتراض', en: 'Time to object' },
    amount: 'data.terms.objectionDays',
    unit: 'day',
    startsOn: { state: 'refused' },
    stopsIn: allBut('refused'),
    onBreach: { action: 'closeRefused' },
  },
  objectionAnswerTime: {
    kind: 'legal',
    title: { ar: 'البت في الاعتراض', en: 'Decision on the objection' },
    amount: 'data.terms.objectionAnswerDays',
    unit: 'day',
    startsOn: { state: 'objection' },
    stopsIn: allBut('objection'),
    warnAt: 0.8,
  },
};
