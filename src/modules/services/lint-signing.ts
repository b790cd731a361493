import type { ServiceDefinition } from './model.ts';

export type SigningFault = 'unknown-field' | 'signer-identifier' | 'signer-optional' | 'not-asked' | 'asked-twice';

interface FieldShape {
  readonly key: string;
  readonly type?: unknown;
  readonly identifier?: unknown;
  readonly required?: unknown;
  readonly columns?: readonly FieldShape[];
}

/** Whether whoever signs is named by an answer of the form: `add` is told each place. */
export function lintSigning(
  { signing, caseType, pages }: Pick<ServiceDefinition, 'signing' | 'caseType' | 'pages'>,
  add: (path: string, code: SigningFault) => void,
): void {
  const fields = caseType.sections.flatMap((section) => section.fields as FieldShape[]);
  const asked = new Set(pages.flatMap((page) => page.fields));
  const keys = new Set<string>();
  for (const [index, { key, field, column, identifier, when }] of (signing?.signers ?? []).entries()) {
    const path = `service.signing.signers.${index}`;
    if (keys.has(key)) add(`${path}.key`, 'asked-twice');
    keys.add(key);
    const answer = fields.find((one) => one.key === field);
    if (answer === undefined) {
      add(`${path}.field`, 'unknown-field');
      continue;
    }
    if (!asked.has(field)) add(`${path}.field`, 'not-asked');
    const named = column === undefined ? answer : answer.columns?.find((one) => one.key === column);
    if (named === undefined) add(`${path}.column`, 'unknown-field');
    else if (named.type !== 'identifier' || named.identifier !== identifier) {
      add(`${path}.identifier`, 'signer-identifier');
    } else if (named.required !== true && (column !== undefined || when === undefined)) {
      add(`${path}.${column === undefined ? 'field' : 'column'}`, 'signer-optional');
    }
  }
}
