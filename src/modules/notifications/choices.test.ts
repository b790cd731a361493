import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anonymous } from '#kernel/actor.ts';
import { rows, sql } from '#platform/db.ts';
import { newId } from '#platform/ids.ts';
import { type City, startCity } from '../../../tests/support/city.ts';

let city: City;
let administrator: Awaited<ReturnType<City['signIn']>>;
let supervisor: Awaited<ReturnType<City['signIn']>>;

beforeAll(async () => {
  city = await startCity();
  administrator = await city.signIn('administrator-1');
  supervisor = await city.signIn('supervisor-1');
});
afterAll(() => city.close());

async function call<O>(operation: string, input: unknown, by?: typeof administrator): Promise<O> {
  const actor = by?.actor ?? anonymous(city.eastern.id);
  const { output } = await city.composition.pipeline.call({
    operation,
    input,
    actor,
    tenant: city.eastern,
    requestId: 'r',
    idempotencyKey: newId(),
  });
  return output as O;
}

async function reported(email: string): Promise<{ id: string; number: string }> {
  const report = await call<{ id: string; number: string }>('reports.submit', {
    category: 'RD-01',
    location: { longitude: 50.1, latitude: 26.42 },
    description: 'بلاغ نموذجي',
    contact: { email },
  });
  await city.settle();
  return report;
}
const letters = (caseId: string) =>
  city.database.transaction(city.eastern.id, (tx) =>
    rows<{ sign_off: string; subject: string; scope: string; version: number }>(
      tx,
      sql`select d.sign_off, d.subject, m.template_scope as scope, m.template_version as version
          from notifications.delivery d join notifications.message m on m.tenant_id = d.tenant_id and m.id = d.message_id
          where d.tenant_id = platform.current_tenant() and m.case_id = ${caseId} and d.channel = 'email'`,
    ),
  );

describe('the link of a letter', () => {
  test('stops its kind in one click, without cookies or an origin, and only by POST', async () => {
    const report = await reported('link@person.example');
    const [letter] = await letters(report.id);
    const path = `/notices/off/${letter!.sign_off}`;

    const looked = await city.send({ method: 'GET', path });
    expect(looked.status).toBe(303);
    expect(looked.headers.location).toBe(`/ar/notices/${letter!.sign_off}`);
    const before = await call<{ wanted: string[] }>('notifications.get-choices', { token: letter!.sign_off });
    expect(before.wanted).toContain('receipt');

    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const clicked = await city.send({ method: 'POST', path, headers, body: 'List-Unsubscribe=One-Click' });
    expect(clicked.status).toBe(204);
    const after = await call<{ wanted: string[] }>('notifications.get-choices', { token: letter!.sign_off });
    expect(after.wanted).toEqual(before.wanted.filter((kind) => kind !== 'receipt'));

    const again = await reported('LINK@person.example');
    expect(await letters(again.id)).toEqual([]);
    await call('notifications.put-choices', {
      token: letter!.sign_off,
      wanted: before.wanted,
      quiet: { mode: 'own', from: '20:00', to: '08:00' },
    });
    expect(await letters((await reported('link@person.example')).id)).toHaveLength(1);
  });

  test('is nobody else’s', async () => {
    await expect(call('notifications.get-choices', { token: 'pabc' })).rejects.toMatchObject({
      code: 'notifications.bad-token',
    });
    const { status } = await city.send({ method: 'POST', path: '/notices/off/unheard-of' });
    expect(status).toBe(404);
  });
});

describe('words of the office', () => {
  const at = { key: 'reportReceived', scope: 'category:RD-01' };
  interface Template {
    readonly editing: { email: Record<string, { subject: string; text: string }> };
    readonly versions: readonly { version: number }[];
  }

  test('are used for their category, survive the folder, and can be taken back', async () => {
    const { editing } = await call<Template>('notifications.get-template', at, supervisor);
    const body = { ...editing, email: { ...editing.email, ar: { subject: 'حفرة {number}', text: 'نص {link}' } } };
    await expect(call('notifications.save-template-draft', { ...at, body }, supervisor)).rejects.toMatchObject({
      status: 403,
    });
    const faulty = { ...body, email: { ...body.email, ar: { subject: 'حفرة {nmber}', text: 'نص' } } };
    await call('notifications.save-template-draft', { ...at, body: faulty }, administrator);
    await expect(call('notifications.publish-template', at, administrator)).rejects.toMatchObject({
      code: 'notifications.template-faulty',
      fields: [{ code: 'unknown-place', path: 'body.email.ar' }],
    });
    await call('notifications.save-template-draft', { ...at, body }, administrator);
    expect(await call('notifications.publish-template', at, administrator)).toMatchObject({ version: 1 });

    const first = await reported('words@person.example');
    expect(await letters(first.id)).toMatchObject([{ subject: `حفرة ${first.number}`, scope: at.scope, version: 1 }]);

    await call('notifications.withdraw-template', at, administrator);
    const second = await reported('words@person.example');
    expect(await letters(second.id)).toMatchObject([{ scope: '' }]);
    await call('notifications.restore-template', { ...at, version: 1 }, administrator);
    const third = await reported('words@person.example');
    expect(await letters(third.id)).toMatchObject([{ scope: at.scope, version: 3 }]);
  });

  test('published for all, are not undone by taking the same folder in again', async () => {
    const general = { key: 'reportAssigned', scope: '' };
    const { editing, versions } = await call<Template>('notifications.get-template', general, administrator);
    const body = { ...editing, email: { ...editing.email, ar: { subject: 'جديد {number}', text: '{link}' } } };
    await call('notifications.save-template-draft', { ...general, body }, administrator);
    await call('notifications.publish-template', general, administrator);
    const { readFileSync } = await import('node:fs');
    const templates = JSON.parse(
      readFileSync(new URL('../../../tenants/eastern/notices.json', import.meta.url), 'utf8'),
    );
    const { changed } = await city.asSystem<{ changed: unknown[] }>('notifications.put-templates', { templates });
    expect(changed).toEqual([]);
    const after = await call<Template>('notifications.get-template', general, administrator);
    expect(after.editing.email.ar!.subject).toBe('جديد {number}');
    expect(after.versions).toHaveLength(versions.length + 1);
  });

  test('are previewed with a real report, without its tracking code', async () => {
    const report = await reported('preview@person.example');
    const { previews } = await call<{ previews: { channel: string; text: string }[] }>(
      'notifications.preview-template',
      { key: 'reportReceived', number: report.number },
      supervisor,
    );
    const email = previews.find(({ channel }) => channel === 'email')!;
    expect(email.text).toContain(report.number);
    expect(email.text).toContain('code=0000-0000-0000');
  });
});
