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

/** The edits that add what a form of the outline asks for. */
export function newPart(
  { service }: Document,
  values: Values,
  tenant: { readonly languages: readonly string[] },
): DesignEdit[] {
  const title = Object.fromEntries(
    tenant.languages.flatMap((tag) => (values[`title.${tag}`] ? [[tag, values[`title.${tag}`]!]] : [])),
  );
  const { caseType, pages } = service;
  const flow = ['service', 'caseType', 'flow'];
  const both = { applicant: title, office: title };
  const keyIn = (known: Iterable<string>, kind: string) => keyFrom(title, new Set(known), kind);
  switch (values.what) {
    case 'page': {
      const key = keyIn(
        pages.map((page) => page.key),
        'page',
      );
      return [{ do: 'insert', path: ['service', 'pages'], value: { key, title, fields: [] } }];
    }
    case 'field': {
      const key = keyIn(
        caseType.sections.flatMap(({ fields }) => fields.map((one) => one.key)),
        'field',
      );
      const field = fieldOf(values.type ?? 'text', key, title);
      return [{ do: 'add-field', page: Number(values.page ?? 0), field }];
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
      return lines.length === 0
        ? [{ do: 'put', path: ['service', 'fees'], value: { currency: 'SAR', lines: [line] } }]
        : [{ do: 'insert', path: ['service', 'fees', 'lines'], value: line }];
    }
    case 'condition':
      return [{ do: 'insert', path: ['service', 'eligible'], value: { must: 'true', text: title } }];
    case 'declaration':
      return [{ do: 'insert', path: ['service', 'declarations'], value: title }];
    case 'state': {
      const key = keyIn(Object.keys(caseType.flow.states), 'state');
      return [{ do: 'put', path: [...flow, 'states', key], value: { title: both, category: 'open' } }];
    }
    case 'action': {
      const key = keyIn(Object.keys(caseType.flow.actions), 'action');
      const { initial } = caseType.flow;
      const value = { title, from: [initial], to: initial, by: ['team'], audience: ['applicant', 'office'] };
      return [{ do: 'put', path: [...flow, 'actions', key], value }];
    }
    case 'clock': {
      const key = keyIn(Object.keys(caseType.clocks), 'clock');
      const value = { kind: 'norm', title, amount: 5, unit: 'workingDay', startsOn: 'open' };
      return [{ do: 'put', path: ['service', 'caseType', 'clocks', key], value }];
    }
    case 'notice': {
      const key = keyIn(Object.keys(caseType.notices), 'notice');
      return [
        { do: 'put', path: ['service', 'caseType', 'notices', key], value: { to: ['applicant'], title, body: title } },
      ];
    }
    case 'feeTable': {
      const key = keyIn(
        caseType.sections.flatMap(({ fields }) => fields.map((one) => one.key)),
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
      const fees: DesignEdit =
        service.fees === undefined
          ? { do: 'put', path: ['service', 'fees'], value: { currency: 'SAR', lines: [line] } }
          : { do: 'insert', path: ['service', 'fees', 'lines'], value: line };
      const section = caseType.sections.length - 1;
      return [{ do: 'insert', path: ['service', 'caseType', 'sections', section, 'fields'], value: field }, fees];
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
      return [
        { do: 'put', path: ['service', 'documents', key], value: template },
        { do: 'put', path: ['service', 'caseType', 'documents', key], value: { title, template: service.id } },
      ];
    }
    default:
      return [];
  }
}
