const ARABIC = /\p{Script=Arabic}/u;

interface ProblemLike {
  readonly code?: unknown;
  readonly status?: unknown;
  readonly text?: { readonly ar?: unknown; readonly en?: unknown };
  readonly fields?: readonly {
    readonly path?: unknown;
    readonly code?: unknown;
    readonly text?: ProblemLike['text'];
  }[];
}

const inBoth = (text: ProblemLike['text']): boolean =>
  typeof text?.ar === 'string' && ARABIC.test(text.ar) && typeof text.en === 'string' && /\w/.test(text.en);

/** The refusal in an answer, or undefined where the answer is none. */
export function problemIn(body: string): ProblemLike | undefined {
  try {
    return JSON.parse(body) as ProblemLike;
  } catch {
    return undefined;
  }
}

/** Whether an answer is a refusal in words: a code, and a text in both languages for it and for each field it names. */
export function isProblem(body: string): boolean {
  const problem = problemIn(body);
  if (problem === undefined || typeof problem !== 'object' || problem === null) return false;
  const { code, text, fields = [] } = problem;
  return (
    typeof code === 'string' &&
    /^[a-z-]+\.[a-z0-9-]+$/.test(code) &&
    inBoth(text) &&
    fields.every((field) => typeof field.path === 'string' && typeof field.code === 'string' && inBoth(field.text))
  );
}
