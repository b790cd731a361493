import { ROLES } from '#kernel/actor.ts';
import { lintFeel } from './lint-feel.ts';
import { lintFields } from './lint-fields.ts';
import { lintFlow } from './lint-flow.ts';
import { lintNames } from './lint-names.ts';
import { type Finding, Findings } from './lint-report.ts';
import { CaseType } from './model.ts';

export type { Finding } from './lint-report.ts';

export interface LintOptions {
  /** Languages in which the tenant's texts must all be there. */
  readonly languages: readonly string[];
  /** Roles an employee may have; those of the product unless said. */
  readonly roles?: readonly string[];
}

/**
 * What keeps a document from being, or makes it a poor, case type. Takes anything: what does not have the shape of a
 * case type is told where; only then is the rest looked at. Empty when there is nothing to say.
 */
export function lint(document: unknown, { languages, roles = ROLES }: LintOptions): Finding[] {
  const findings = new Findings();
  const parsed = CaseType.safeParse(document);
  if (!parsed.success) {
    for (const { path, message } of parsed.error.issues) findings.add('schema', path.join('.'), { detail: message });
    return findings.all;
  }
  const type = parsed.data;
  const known = new Set(roles);
  lintTexts(type, '', languages, findings);
  lintFields(type, findings);
  lintNames(type, known, findings);
  lintFlow(type, known, findings);
  lintFeel(type, findings);
  return findings.all;
}

/** Whether a case type may be published. */
export const isPublishable = (findings: readonly Finding[]): boolean =>
  findings.every(({ severity }) => severity !== 'error');

/** Members that hold a text wherever they stand. */
const TEXTS = new Set(['title', 'help', 'text', 'body', 'description', 'basis', 'applicant', 'office', 'public']);

const isWords = (value: object): value is Record<string, string> =>
  !Array.isArray(value) && Object.values(value).every((text) => typeof text === 'string');

function lintTexts(node: object, path: string, languages: readonly string[], findings: Findings): void {
  for (const [key, value] of Object.entries(node)) {
    if (typeof value !== 'object' || value === null) continue;
    const at = path === '' ? key : `${path}.${key}`;
    if (!TEXTS.has(key) || !isWords(value)) {
      lintTexts(value, at, languages, findings);
      continue;
    }
    for (const language of languages) {
      if (!value[language]?.trim()) findings.add('text-missing', at, { language });
    }
  }
}
