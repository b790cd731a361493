import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { anonymous } from '#kernel/actor.ts';
import { LANGUAGES } from '#kernel/text.ts';
import { CaseTypeDocument, enterInto, entryProblems, fieldsShown, sheetOf, sheetValue } from '#modules/cases/api.ts';
import { lint } from '#modules/cases/lint.ts';
import { TenantDocument } from '#platform/tenant-document.ts';
import { Activity, BroughtOffers, ServiceDefinition, ServiceOffers } from './model.ts';
import { askedFields, composeType, feeOf, lintService } from './rules.ts';

// Every folder of e-services is a service, and is held to the same: adding one adds its tests.
const ROOT = join(import.meta.dirname, '..', '..', '..');
const SERVICES = join(ROOT, 'e-services');
const TENANTS = join(ROOT, 'tenants');
const read = (...path: string[]): unknown => JSON.parse(readFileSync(join(...path), 'utf8'));
const folders = readdirSync(SERVICES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const activities = Activity.array().parse(read(SERVICES, 'activities.json'));
const offering = readdirSync(TENANTS).flatMap((key) => {
  try {
    const { services } = ServiceOffers.parse(read(TENANTS, key, 'services.json'));
    return [{ key, services, tenant: TenantDocument.parse(read(TENANTS, key, 'tenant.json')) }];
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return [];
    throw error;
  }
});

interface Examples {
  /** The moment they are entered at. */
  readonly now: string;
  readonly good: readonly {
    readonly name: string;
    readonly input: Record<string, unknown>;
    /** What follows from it, computed. */
    readonly holds?: Record<string, unknown>;
    /** Line to amount in the smallest unit, on the terms of the first tenant that offers it. */
    readonly fee?: Record<string, number>;
  }[];
  readonly bad: readonly {
    readonly name: string;
    /** Which of the good ones it is like, but for `change`. */
    readonly like: number;
    readonly change: Record<string, unknown>;
    readonly problems?: readonly string[];
    /** How many conditions of the service it does not meet. */
    readonly unmet?: number;
  }[];
}

test('activities have codes of their own', () => {
  expect(new Set(activities.map(({ code }) => code)).size).toBe(activities.length);
});

test('what a tenant offers is there', () => {
  const unknown = offering.flatMap(({ key, services }) =>
    services.filter(({ id }) => !folders.includes(id)).map(({ id }) => `${key}: ${id}`),
  );
  expect(unknown).toEqual([]);
});

describe.each(folders)('%s', (folder) => {
  const documents = existsSync(join(SERVICES, folder, 'documents.json'))
    ? (read(SERVICES, folder, 'documents.json') as Record<string, unknown>)
    : {};
  const definition = ServiceDefinition.parse({ ...(read(SERVICES, folder, 'service.json') as object), documents });
  const examples = read(SERVICES, folder, 'examples.json') as Examples;
  const brought = existsSync(join(SERVICES, folder, 'offers.json'))
    ? BroughtOffers.parse(read(SERVICES, folder, 'offers.json'))
    : {};
  const offers = offering.flatMap(({ key, tenant, services }) => {
    const offer = services.find(({ id }) => id === folder) ?? brought[key];
    return offer === undefined ? [] : [{ tenant, offer }];
  });
  const [first] = offers;

  test('what was drawn or written may come as the PDF it was made as; photographs are photographs', () => {
    const files = definition.caseType.sections.flatMap(({ fields }) => fields).filter(({ type }) => type === 'files');
    const photographed = files
      .filter(({ accept }) => !JSON.stringify(accept ?? []).includes('application/pdf'))
      .map(({ key }) => key);
    expect(photographed.filter((key) => !/photos?$/i.test(key))).toEqual([]);
  });

  test('is named as its folder, and offered by somebody', () => {
    expect(definition.id).toBe(folder);
    expect(offers.length).toBeGreaterThan(0);
  });

  test.each(offers.map(({ tenant, offer }) => ({ key: tenant.key, tenant, offer })))(
    'may be published by $key without a remark',
    ({ tenant, offer }) => {
      const { languages } = tenant;
      const faults = lintService(definition, languages).map(({ path, code }) => `${path} ${code}`);
      const found = lint(composeType(definition, offer, activities, 1), { languages });
      expect([...faults, ...found.map(({ path, code, text }) => `${path} ${code} ${text.en}`)]).toEqual([]);
    },
  );

  const type = CaseTypeDocument.parse(composeType(definition, first!.offer, activities, 1));
  const asked = askedFields(definition);
  const enter = (input: Record<string, unknown>) =>
    enterInto(
      sheetOf(
        type,
        { terms: first!.offer.terms as never },
        {
          actor: anonymous(1),
          now: Temporal.Instant.from(examples.now),
          calendar: first!.tenant.calendar,
        },
      ),
      asked,
      input,
    );
  const problemsOf = (entered: ReturnType<typeof enter>) =>
    entryProblems(entered, asked).map(({ path, code }) => `${path} ${code}`);
  const unmetBy = ({ sheet }: ReturnType<typeof enter>) =>
    definition.eligible.filter(({ must }) => sheetValue(sheet, must) !== true).length;

  test.each(examples.good)('takes: $name', ({ input, holds = {}, fee = {} }) => {
    const entered = enter(input);
    expect(problemsOf(entered)).toEqual([]);
    expect(unmetBy(entered)).toBe(0);
    expect(entered.sheet.data).toMatchObject(holds);
    expect(fieldsShown(entered.sheet, asked).map(({ key }) => key)).toEqual(expect.arrayContaining(Object.keys(input)));
    if (definition.fees === undefined) return;
    const lines = feeOf(definition.fees, (feel) => sheetValue(entered.sheet, feel))!.lines;
    expect(Object.fromEntries(lines.map(({ key, amount }) => [key, amount]))).toEqual(fee);
    for (const { reason } of lines) expect(Object.values(reason ?? {}).join()).not.toMatch(/[{}–]/);
  });

  test.each(examples.bad)('refuses: $name', ({ like, change, problems = [], unmet = 0 }) => {
    const entered = enter({ ...examples.good[like]!.input, ...change });
    expect(problemsOf(entered)).toEqual(problems);
    // A condition over what cannot be read says nothing.
    if (problems.length === 0) expect(unmetBy(entered)).toBe(unmet);
  });

  test('issues what it names, in the languages of the product', () => {
    expect(Object.keys(definition.documents).sort()).toEqual(Object.keys(definition.caseType.documents).sort());
    const faults = lintService({ ...definition, documents: definition.documents }, LANGUAGES);
    expect(faults.filter(({ path }) => path.startsWith('service.documents'))).toEqual([]);
  });

  test('asks for everything it needs, and nothing twice', () => {
    const needed = problemsOf(enter({}));
    expect(needed.length).toBeGreaterThan(0);
    expect(needed.every((problem) => problem.endsWith(' required'))).toBe(true);
  });
});
