import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exampleOf, writeApplication } from '../../../tests/support/applying.ts';
import { type City, startCity } from '../../../tests/support/city.ts';
import { refusalOf } from '../../../tests/support/refusals.ts';
import type { ApplicationView, DraftView, SignatureAsked, SignaturesAsked } from './api.ts';

const PERMIT = 'building-permit';
/** resident-2 of the sample people. */
const CO_OWNER = { name: 'شريك نموذج', nationalId: '' };
let city: City;
let now = Temporal.Instant.from('2026-11-22T06:00:00Z');

beforeAll(async () => {
  city = await startCity({ now: () => now });
  for (const code of ['officer-bldg', 'resident-1', 'resident-2', 'resident-3']) {
    await city.signIn(code);
  }
  await city.signIn('delegate-1', { segment: 'business' });
  const file = JSON.parse(readFileSync('tenants/eastern/people.json', 'utf8')) as {
    people: { code: string; nationalId: string }[];
  };
  CO_OWNER.nationalId = file.people.find(({ code }) => code === 'resident-2')!.nationalId;
});
afterAll(() => city.close());

const call = <O>(who: string, operation: string, input: unknown): Promise<O> => city.callAs(who, operation, input);
const draftOf = (id: string) => call<DraftView>('resident-1', 'services.get-draft', { id });
async function written(change: Record<string, unknown> = {}): Promise<string> {
  const input = { ...exampleOf(PERMIT), coOwners: [CO_OWNER], ...change };
  return writeApplication((operation, given) => call('resident-1', operation, given), PERMIT, input);
}
const finish = async (id: string, operation: 'services.ask-signatures' | 'services.submit-draft') => {
  const { service } = await draftOf(id);
  return call<{ id: string; asked: number }>('resident-1', operation, {
    id,
    declared: true,
    serviceVersion: service.version,
  });
};
const waitingFor = async (who: string, closed = false) =>
  (await call<SignaturesAsked>(who, 'services.list-signatures-asked', { closed })).items;
const open = (who: string, id: string) => call<SignatureAsked>(who, 'services.get-signature-asked', { id });
const newest = async (who: string) => open(who, (await waitingFor(who))[0]!.id);
const sign = async (who: string) => {
  const { id, content } = await newest(who);
  return call<{ state: string; complete: boolean }>(who, 'services.sign', { id, declared: true, content });
};

describe('an application that others sign', () => {
  test('is sent only once everybody has signed exactly what it says', async () => {
    const id = await written();
    expect((await draftOf(id)).signing).toMatchObject({ standing: 'none', asked: [] });
    expect((await draftOf(id)).signing!.named.map(({ masked }) => masked)).toEqual([
      `••••${CO_OWNER.nationalId.slice(-4)}`,
      '••••0001',
    ]);
    expect((await refusalOf(finish(id, 'services.submit-draft'))).code).toBe('services.signatures-missing');
    expect((await finish(id, 'services.ask-signatures')).asked).toBe(2);
    const shown = await newest('resident-2');
    expect(shown.fee!.total).toBe((await draftOf(id)).fee!.total);
    expect(shown.data.officeName).toBe(exampleOf(PERMIT).officeName);
    expect(shown.files.architectural).toHaveLength(1);
    expect(shown.others).toEqual([{ role: { ar: 'المكتب الهندسي', en: 'Engineering office' }, state: 'waiting' }]);
    for (const other of ['resident-3', 'resident-1', 'delegate-1']) {
      expect((await refusalOf(open(other, shown.id))).code).toBe('services.signature-not-found');
    }
    const declined = { id: shown.id, declared: false, content: shown.content };
    expect((await refusalOf(call('resident-2', 'services.sign', declined))).code).toBe('services.not-declared');
    const wrong = { ...declined, declared: true, content: '0'.repeat(64) };
    expect((await refusalOf(call('resident-2', 'services.sign', wrong))).code).toBe('services.content-changed');
    expect(await sign('resident-2')).toMatchObject({ state: 'signed', complete: false });
    expect((await refusalOf(call('resident-2', 'services.sign', { ...declined, declared: true }))).code).toBe(
      'services.signature-given',
    );
    expect((await refusalOf(finish(id, 'services.submit-draft'))).code).toBe('services.signatures-missing');
    expect(await sign('delegate-1')).toMatchObject({ state: 'signed', complete: true });
    expect((await draftOf(id)).signing!.standing).toBe('complete');
    const sent = await finish(id, 'services.submit-draft');
    const view = await call<ApplicationView>('resident-1', 'services.get-application', { id: sent.id });
    expect(view.signatures.map(({ role, state }) => [role.en, state]).sort()).toEqual([
      ['Co-owner', 'signed'],
      ['Engineering office', 'signed'],
    ]);
    expect(new Set(view.signatures.map(({ content }) => content))).toEqual(new Set([shown.content]));
    expect((await waitingFor('resident-2', true)).map(({ state }) => state)).toEqual(['signed']);
  });

  test('whose content changes is signed by nobody any longer, and everybody is told', async () => {
    const id = await written();
    await finish(id, 'services.ask-signatures');
    await sign('resident-2');
    const { version } = await draftOf(id);
    const page = 'building';
    const { use, floors, units } = exampleOf(PERMIT) as Record<string, unknown>;
    const same = { use, floors, units, fence: 120 };
    const kept = await call<{ unsigned: boolean; version: number }>('resident-1', 'services.save-page', {
      id,
      page,
      input: same,
      version,
    });
    expect(kept.unsigned).toBe(false);
    const changed = await call<{ unsigned: boolean }>('resident-1', 'services.save-page', {
      id,
      page,
      input: { ...same, fence: 130 },
      version: kept.version,
    });
    expect(changed.unsigned).toBe(true);
    expect((await draftOf(id)).signing!.standing).toBe('void');
    expect((await refusalOf(finish(id, 'services.submit-draft'))).code).toBe('services.signatures-missing');
    expect((await waitingFor('delegate-1')).length).toBe(0);
    expect((await waitingFor('resident-2', true))[0]!.state).toBe('void');
    await finish(id, 'services.ask-signatures');
    expect((await newest('resident-2')).state).toBe('waiting');
    await call('resident-1', 'services.discard-draft', { id });
    expect(await waitingFor('resident-2')).toEqual([]);
  });

  test('is declined with a reason that the applicant reads, and may be asked again', async () => {
    const id = await written({ coOwners: [] });
    await finish(id, 'services.ask-signatures');
    const { id: asked } = await newest('delegate-1');
    await call('delegate-1', 'services.decline-signature', { id: asked, reason: 'المخططات ليست مخططاتنا.' });
    const { signing } = await draftOf(id);
    expect(signing).toMatchObject({ standing: 'declined' });
    expect(signing!.asked[0]).toMatchObject({ state: 'declined', reason: 'المخططات ليست مخططاتنا.' });
    expect((await refusalOf(finish(id, 'services.submit-draft'))).code).toBe('services.signature-declined');
    await finish(id, 'services.ask-signatures');
    now = now.add({ hours: 24 * 4 });
    expect(await city.asSystem('services.remind-signers', {})).toEqual({ reminded: 1 });
    expect(await city.asSystem('services.remind-signers', {})).toEqual({ reminded: 0 });
    await sign('delegate-1');
    await finish(id, 'services.submit-draft');
  });

  test('is not signed by somebody whose mandate was revoked in the middle', async () => {
    const id = await written({ coOwners: [] });
    await finish(id, 'services.ask-signatures');
    const shown = await newest('delegate-1');
    const { mine } = await call<{ mine: { id: string }[] }>('delegate-1', 'identity.list-mandates', {});
    await call('delegate-1', 'identity.revoke-mandate', { mandateId: mine[0]!.id });
    const refused = await refusalOf(
      call('delegate-1', 'services.sign', { id: shown.id, declared: true, content: shown.content }),
    );
    expect(refused.code).toBe('services.mandate-over');
    expect((await draftOf(id)).signing!.standing).toBe('waiting');
  });
});
