import { expect, test, vi } from 'vitest';
import { Problem } from '#kernel/problem.ts';
import { answerContact, answerWhere, stepOfProblem } from './answers.ts';
import { emptyDraft } from './draft.ts';

const outside = new Problem('territory.outside', 422, { ar: 'خارج النطاق', en: 'outside' });
const districtId = '01a200d0-be3f-7b96-b4b9-a6001a9a47f6';

/** A tenant around 50, 26 that serves one square degree, as far as these answers ask. */
function localsOf(needsPlace = true) {
  const call = vi.fn(async (operation: string, input: { longitude: number; id: string }) => {
    switch (operation) {
      case 'reports.get-catalogue':
        return { catalogue: { categories: [{ code: 'RD-01', needsPlace }] } };
      case 'territory.locate-point':
        if (input.longitude > 51) throw outside;
        return {};
      case 'territory.get-area':
        return {
          geometry: { type: 'MultiPolygon' },
          properties: { kind: 'district', point: { longitude: 50.5, latitude: 26.5 } },
        };
      default:
        throw new Error(operation);
    }
  });
  const settings = { map: { centre: [50, 26], zoom: 10 }, countryCode: '+966' };
  return { call, language: 'en', tenant: { settings } } as unknown as App.Locals;
}

const begun = { ...emptyDraft(), category: 'RD-01' };
const at = (longitude: string, latitude = '26.100000') => ({ ...begun, longitude, latitude });

test('a mark on the map is a place by itself', async () => {
  const { draft, problem } = await answerWhere(localsOf(), at('50.100000'), { was: '' });
  expect(problem).toBeNull();
  expect(draft).toMatchObject({ longitude: '50.100000', centre: '' });
});

test('a district alone asks for something to find the place by', async () => {
  const sent = { district: districtId, listed: 'yes' };
  const asked = await answerWhere(localsOf(), { ...begun, district: districtId }, sent);
  expect(asked.problem?.fields.map(({ path }) => path)).toEqual(['landmark']);
  expect(asked.draft).toMatchObject({ longitude: '50.500000', latitude: '26.500000', centre: 'yes' });
  const told = { ...begun, district: districtId, landmark: 'Sample school' };
  expect((await answerWhere(localsOf(), told, sent)).problem).toBeNull();
});

test('moving the mark away from a district’s centre makes it exact', async () => {
  const draft = { ...at('50.510000'), district: districtId, centre: 'yes' };
  const sent = { was: '50.500000 26.500000', wasDistrict: districtId };
  expect(await answerWhere(localsOf(), draft, sent)).toMatchObject({
    problem: null,
    draft: { centre: '', district: '' },
  });
});

test('coordinates that were written win over what was there before', async () => {
  const { draft } = await answerWhere(localsOf(), at('50.100000'), {
    was: '50.100000 26.100000',
    coordinates: '26.2, 50.2',
  });
  expect(draft).toMatchObject({ longitude: '50.200000', latitude: '26.200000' });
});

test('a place outside is refused where it was given, and not carried on', async () => {
  const pinned = await answerWhere(localsOf(), at('52.000000'), {});
  expect(pinned.problem?.fields).toEqual([{ path: 'map', text: 'outside' }]);
  expect(pinned.draft.longitude).toBe('');
  const written = await answerWhere(localsOf(), begun, { coordinates: '26, 52' });
  expect(written.problem?.fields[0]?.path).toBe('coordinates');
});

test('no place is a refusal only where the category needs one', async () => {
  expect((await answerWhere(localsOf(true), begun, { listed: 'yes' })).problem?.fields[0]?.path).toBe('district');
  expect((await answerWhere(localsOf(true), begun, { listed: '' })).problem?.fields[0]?.path).toBe('coordinates');
  expect((await answerWhere(localsOf(false), begun, { listed: 'yes' })).problem).toBeNull();
});

test('contact details are optional, and both slips are told at once', () => {
  expect(answerContact(localsOf(), begun).problem).toBeNull();
  expect(answerContact(localsOf(), { ...begun, mobile: '٠٥١٢٣٤٥٦٧٨', email: 'a@b.example' }).problem).toBeNull();
  const wrong = answerContact(localsOf(), { ...begun, mobile: '12', email: 'a@b' }).problem;
  expect(wrong?.fields.map(({ path }) => path)).toEqual(['mobile', 'email']);
});

test('what an operation refuses is said at the question that asked for it', () => {
  const problem = (code: string, ...paths: string[]) => ({
    code,
    text: 'refused',
    fields: paths.map((path) => ({ path, text: path })),
  });
  expect(stepOfProblem(problem('request.invalid', 'contact.mobile'))).toMatchObject({
    step: 'contact',
    problem: { fields: [{ path: 'mobile' }] },
  });
  expect(stepOfProblem(problem('cases.input-invalid', 'data.description'))).toMatchObject({ step: 'details' });
  expect(stepOfProblem(problem('request.invalid', 'photos.0.id'))).toMatchObject({ step: 'details' });
  expect(stepOfProblem(problem('territory.outside'))).toMatchObject({ step: 'where' });
  expect(stepOfProblem(problem('documents.attached-elsewhere'))).toMatchObject({ step: 'details' });
  expect(stepOfProblem(problem('request.too-many'))).toMatchObject({ step: 'check' });
});
