import type { DesignEdit, DesignWork } from '#modules/services/api.ts';
import { keyFrom } from './design-shapes.ts';

type Document = NonNullable<DesignWork['design']>['document'];
type Values = Readonly<Record<string, string>>;

/** Types whose values may tell of a person: classed as internal until somebody decides. */
const CLASSED = ['text', 'longText', 'files', 'table', 'object', 'identifier', 'party'];

function fieldOf(type: string, key: string, title: Record<string, string>) {
  return {
    key,
    type,
    title,
    required: true,
    ...(CLASSED.includes(type)
      ? { dataClass: type === 'identifier' || type === 'party' ? 'personal' : 'internal' }
      : {}),
    ...(type === 'identifier' ? { identifier: 'NATIONAL_ID' } : {}),
    ...(type === 'money' ? { currency: 'SAR' } : {}),
    ...(type === 'choice' || type === 'multiChoice'
      ? { options: [{ value: 'first', title: { ar: 'الخيار الأول', en: 'First choice' } }] }
      : {}),
    ...(type === 'table'
      ? { columns: [{ key: 'item', type: 'text', title, dataClass: 'internal', required: true }] }
      : {}),
  };
}

/** The edits that add a part, and the path it then has. */
export interface NewPart {
  readonly edits: readonly DesignEdit[];
  readonly at: string;
}

/** What adds the part that a form of the outline asks for; undefined for a kind that nothing is added of. */
export function newPart(
  { service }: Document,
  values: Values,
  tenant: { readonly languages: readonly string[] },
): NewPart | undefined {
  const title = Object.fromEntries(
    tenant.languages.flatMap((tag) => (values[`title.${tag}`] ? [[tag, values[`title.${tag}`]!]] : [])),
  );
  const { caseType, pages } = service;
  const flow = ['service', 'caseType', 'flow'];
  const both = { applicant: title, office: title };
  const added = (path: (string | number)[], value: unknown): NewPart => ({
    edits: [{ do: 'put', path, value: value as never }],
    at: path.join('.'),
  });
  const inserted = (path: (string | number)[], value: unknown, before: number): NewPart => ({
    edits: [{ do: 'insert', path, value: value as never }],
    at: `${path.join('.')}.${before}`,
  });
  const { sections } = caseType;
  const feeLine = (line: unknown): DesignEdit =>
    service.fees === undefined
      ? { do: 'put', path: ['service', 'fees'], value: { currency: 'SAR', lines: [line] } as never }
      : { do: 'insert', path: ['service', 'fees', 'lines'], value: line as never };
  const keyIn = (known: Iterable<string>, kind: string) => keyFrom(title, new Set(known), kind);
  switch (values.what) {
    case 'page': {
      const key = keyIn(
        pages.map((page) => page.key),
        'page',
      );
      return inserted(['service', 'pages'], { key, title, fields: [] }, pages.length);
    }
    case 'field': {
      const key = keyIn(
        sections.flatMap(({ fields }) => fields.map((one) => one.key)),
        'field',
      );
      const field = fieldOf(values.type ?? 'text', key, title);
      const page = Number(values.page ?? 0);
      // Questions of a page stand in the section of its key, which the first of them makes.
      const known = sections.findIndex((section) => section.key === pages[page]?.key);
      const section = known === -1 ? sections.length : known;
      return {
        edits: [{ do: 'add-field', page, field }],
        at: `service.caseType.sections.${section}.fields.${sections[known]?.fields.length ?? 0}`,
      };
    }
    case 'fee': {
      const lines = service.fees?.lines ?? [];
      const line = {
        key: keyIn(
          lines.map((one) => String(one.key)),
          'fee',
        ),
        title,
        amount: '0',
        values: {},
      };
      return { edits: [feeLine(line)], at: `service.fees.lines.${lines.length}` };
    }
    case 'condition':
      return inserted(['service', 'eligible'], { must: 'true', text: title }, service.eligible.length);
    case 'declaration':
      return inserted(['service', 'declarations'], title, service.declarations.length);
    case 'state': {
      const key = keyIn(Object.keys(caseType.flow.states), 'state');
      return added([...flow, 'states', key], { title: both, category: 'open' });
    }
    case 'action': {
      const key = keyIn(Object.keys(caseType.flow.actions), 'action');
      const { initial } = caseType.flow;
      const value = { title, from: [initial], to: initial, by: ['team'], audience: ['applicant', 'office'] };
      return added([...flow, 'actions', key], value);
    }
    case 'clock': {
      const key = keyIn(Object.keys(caseType.clocks), 'clock');
      const value = { kind: 'norm', title, amount: 5, unit: 'workingDay', startsOn: 'open' };
      return added(['service', 'caseType', 'clocks', key], value);
    }
    case 'notice': {
      const key = keyIn(Object.keys(caseType.notices), 'notice');
      return added(['service', 'caseType', 'notices', key], { to: ['applicant'], title, body: title });
    }
    case 'feeTable': {
      const key = keyIn(
        sections.flatMap(({ fields }) => fields.map((one) => one.key)),
        'amount',
      );
      // The amount is found in a table of its own, in the section nobody is asked in, and the line takes it from there.
      const field = {
        key,
        type: 'number',
        title,
        calculate: {
          hitPolicy: 'first',
          inputs: [{ expression: `data.${pages[0]?.fields[0] ?? 'details'}` }],
          outputs: [{ name: 'value' }],
          rules: [{ when: ['-'], give: ['0'] }],
        },
      };
      const line = { key, title, amount: `data.${key}`, values: {} };
      const section = sections.length - 1;
      const { edits, at } = inserted(
        ['service', 'caseType', 'sections', section, 'fields'],
        field,
        sections[section]!.fields.length,
      );
      return { edits: [...edits, feeLine(line)], at };
    }
    case 'document': {
      const key = keyIn(Object.keys(service.documents), 'document');
      const first = pages[0]?.fields[0] ?? 'details';
      const template = {
        kind: 'permit',
        group: 'PMT',
        title,
        statement: title,
        values: {},
        holder: { title, name: first, person: false, identifiers: [] },
        sections: [{ title, lines: [{ field: first }] }],
        valid: { from: 'today()' },
        grounds: [title],
      };
      const { edits, at } = added(['service', 'documents', key], template);
      return {
        edits: [...edits, ...added(['service', 'caseType', 'documents', key], { title, template: service.id }).edits],
        at,
      };
    }
    default:
      return undefined;
  }
}
