import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Actor, anonymous, type Role } from '#kernel/actor.ts';
import type { Problem } from '#kernel/problem.ts';
import { newId } from '#platform/ids.ts';
import { composed } from '../../../tests/support/compose.ts';
import { applyTenant, TENANTS_FOLDER } from '../../seed.ts';

const composition = await composed();
const { tenant } = await applyTenant(composition, join(TENANTS_FOLDER, 'eastern'), true);
const DAMMAM = { longitude: 50.1033, latitude: 26.4207 };

const employee = (role: Role, teams: string[] = []): Actor => ({
  ...anonymous(tenant.id),
  kind: 'person',
  partyId: newId(),
  segment: 'employee',
  roles: [{ role, municipalityId: null }],
  teams,
});
const [administrator, supervisor, triage] = [employee('administrator'), employee('supervisor'), employee('triage')];

async function call<O>(operation: string, input: unknown, actor: Actor = administrator): Promise<O> {
  return (await composition.pipeline.call({ operation, input, actor, tenant, requestId: newId() })).output as O;
}
const refusal = (work: Promise<unknown>): Promise<Problem> =>
  work.then(
    () => expect.unreachable(),
    (error) => error,
  );

interface Overview {
  published: { version: number | null; rules: { id: string }[] };
  draft: { revision: number; rules: { id: string }[] | null };
  warnings: { rule: string; kind: string }[];
}
interface Explained {
  team: string | null;
  version: number | null;
  rule: { id: string } | null;
  place: number | null;
  passed: { rule: { id: string }; because: string; text: { ar: string } }[];
  notAsked: number;
}

const rule = (id: string, when: object, outcome: object) => ({
  id,
  name: { ar: `قاعدة ${id}`, en: id },
  when,
  outcome,
});
const parks = rule(
  'parks1',
  { groups: ['RD'], municipalities: ['central-dammam', 'east-dammam', 'west-dammam'] },
  { team: 'PARKS', priority: 'P1', notify: true },
);
const phones = rule('phone1', { channels: ['phone'] }, { team: 'CX' });
const overview = () => call<Overview>('reports.get-routing-rules', {});
async function draft(rules: object[]): Promise<number> {
  const { draft: seen } = await overview();
  return (await call<{ revision: number }>('reports.put-routing-draft', { revision: seen.revision, rules })).revision;
}
const publish = async (rules: object[]) =>
  call<{ version: number }>('reports.publish-routing-rules', { revision: await draft(rules), note: 'تجربة' });
const report = (category = 'RD-01', actor = anonymous(tenant.id)) =>
  call<{ id: string; number: string }>(
    'reports.submit',
    { category, location: DAMMAM, description: 'حفرة نموذجية' },
    actor,
  );

describe('routing rules', () => {
  test('count only once published, and a report tells which rule sent it and which were passed over', async () => {
    const before = await report();
    expect(await overview()).toMatchObject({ published: { version: null }, draft: { revision: 0, rules: null } });
    const revision = await draft([phones, parks]);
    expect(await call<Explained>('reports.get-routing', { id: before.id }, triage)).toMatchObject({
      version: null,
      rule: null,
      passed: [],
    });
    expect((await call<Explained>('reports.get-routing', { id: (await report()).id }, triage)).team).toBe('ROADS');

    expect(await call('reports.publish-routing-rules', { revision, note: '' })).toEqual({ version: 1 });
    const after = await report();
    expect(await call<Explained>('reports.get-routing', { id: after.id }, triage)).toMatchObject({
      team: 'PARKS',
      version: 1,
      rule: { id: 'parks1' },
      place: 2,
      passed: [{ rule: { id: 'phone1' }, because: 'channel' }],
      notAsked: 0,
    });
    const view = await call<{ priority: number; team: string }>('cases.get-case', { id: after.id }, supervisor);
    expect(view).toMatchObject({ priority: 1, team: 'PARKS' });
    // By its own words the other report goes where it went before.
    expect((await call<Explained>('reports.get-routing', { id: (await report('LT-01')).id }, triage)).team).toBe(
      'LIGHT',
    );
  });

  test('are changed by one at a time: who saw an earlier draft is told', async () => {
    const seen = (await overview()).draft.revision;
    await call('reports.put-routing-draft', { revision: seen, rules: [parks] });
    const late = await refusal(call('reports.put-routing-draft', { revision: seen, rules: [] }));
    expect(late.code).toBe('reports.draft-changed');
    expect((await refusal(call('reports.publish-routing-rules', { revision: seen }))).code).toBe(
      'reports.draft-changed',
    );
    await call('reports.discard-routing-draft', { revision: seen + 1 });
    expect((await overview()).draft.rules).toBeNull();
    expect((await refusal(call('reports.discard-routing-draft', { revision: seen + 2 }))).code).toBe(
      'reports.no-draft',
    );
  });

  test('that cannot be are refused at the field', async () => {
    const { revision } = (await overview()).draft;
    const wrong = [
      rule('wrong1', { categories: ['XX-9'], expression: 'danger > 3' }, { team: 'NOBODY' }),
      rule('wrong2', { expression: 'priority = ' }, {}),
    ];
    const { code, fields } = await refusal(call('reports.put-routing-draft', { revision, rules: wrong }));
    expect(code).toBe('reports.rules-invalid');
    expect(fields.map(({ path }) => path)).toEqual([
      'rules.0.when.categories',
      'rules.0.outcome.team',
      'rules.0.when.expression',
      'rules.1.when.expression',
      'rules.1.outcome',
    ]);
  });

  test('are tried on past reports before they count', async () => {
    await draft([
      rule('light1', { groups: ['LT'] }, { team: 'ROADS' }),
      parks,
      rule('never1', { channels: ['sensor'] }, { notify: true }),
    ]);
    const trial = await call<{
      total: number;
      changed: number;
      moves: unknown[];
      fired: { rule: string; count: number }[];
      reports: { before: { team: string }; after: { team: string; rule: string } }[];
    }>('reports.try-routing-rules', { last: 100 });
    expect(trial).toMatchObject({ total: 4, changed: 1, moves: [{ from: 'LIGHT', to: 'ROADS', count: 1 }] });
    expect(trial.fired).toEqual([
      { rule: 'light1', count: 1 },
      { rule: 'parks1', count: 3 },
      { rule: 'never1', count: 0 },
    ]);
    expect(trial.reports[0]).toMatchObject({ before: { team: 'LIGHT' }, after: { team: 'ROADS', rule: 'light1' } });
  });

  test('keep every version, say what it changed, and go back by publishing anew', async () => {
    expect((await publish([parks])).version).toBe(2);
    const second = await call<{ changes: { kind: string; rule: { id: string } }[] }>('reports.get-routing-version', {
      version: 2,
    });
    expect(second.changes).toMatchObject([{ kind: 'removed', rule: { id: 'phone1' } }]);
    expect(await call('reports.restore-routing-version', { version: 1, note: 'رجوع' })).toEqual({ version: 3 });
    const { versions } = await call<{ versions: { version: number; restoredFrom: number | null }[] }>(
      'reports.list-routing-versions',
      {},
    );
    expect(versions.map(({ version, restoredFrom }) => [version, restoredFrom])).toEqual([
      [3, 1],
      [2, null],
      [1, null],
    ]);
    expect((await overview()).published.rules.map(({ id }) => id)).toEqual(['phone1', 'parks1']);
    expect((await refusal(call('reports.restore-routing-version', { version: 1 }))).code).toBe(
      'reports.nothing-changed',
    );
    expect((await refusal(call('reports.restore-routing-version', { version: 99 }))).code).toBe(
      'reports.no-such-version',
    );
  });

  test('are not for everybody', async () => {
    for (const operation of [
      'reports.get-routing-rules',
      'reports.try-routing-rules',
      'reports.list-routing-versions',
    ]) {
      expect((await refusal(call(operation, {}, triage))).status).toBe(403);
    }
    const { revision } = (await overview()).draft;
    expect((await refusal(call('reports.put-routing-draft', { revision, rules: [] }, supervisor))).status).toBe(403);
  });
});
