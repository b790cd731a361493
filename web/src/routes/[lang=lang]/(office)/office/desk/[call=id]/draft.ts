import type { CallView, ServiceAttribute } from '#modules/reports/api.ts';

export type Draft = CallView['draft'];
export type Answers = Draft['answers'];

const number = (text: string | undefined): number | null =>
  text === undefined || text === '' || !Number.isFinite(Number(text)) ? null : Number(text);

/** What the form holds, as it is kept while the call goes on. */
export function readDraft(
  values: Readonly<Record<string, string>>,
  data: FormData,
  questions: readonly ServiceAttribute[],
): Draft {
  const answers: Record<string, string | string[]> = {};
  for (const { code, datatype } of questions) {
    const given = data
      .getAll(`answers.${code}`)
      .map((value) => String(value).trim())
      .filter(Boolean);
    if (given.length > 0) answers[code] = datatype === 'multivaluelist' ? given : given[0]!;
  }
  return {
    place: values.place ?? '',
    longitude: number(values.longitude),
    latitude: number(values.latitude),
    address: values.address ?? '',
    landmark: values.landmark ?? '',
    category: values.category ?? '',
    words: values.words ?? '',
    description: values.description ?? '',
    urgency: data.getAll('urgency').map(String),
    answers,
  };
}

/** The answers that belong to the questions of one category; those of a category thought of before are left out. */
export function answersTo(draft: Pick<Draft, 'answers' | 'category'>, questions: readonly ServiceAttribute[]): Answers {
  const asked = questions.filter(({ services }) => services.includes(draft.category)).map(({ code }) => code);
  return Object.fromEntries(
    Object.entries(draft.answers).filter(([code, given]) => asked.includes(code) && given.length > 0),
  );
}
