import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { available, fold, relationsOf } from '../cases/rules.ts';
import {
  catalogue,
  crew,
  desk,
  PHOTO,
  refusedFor,
  resident,
  Story,
  spot,
  staff,
  supervisor,
  type,
  uuid,
} from './fixtures/flow.ts';
import type { CategorySnapshot } from './model.ts';
import { getCategory, missingEvidence, snapshotOf } from './rules.ts';

describe('the evidence', () => {
  test('the case type asks for is what the rules say is missing, for every category', () => {
    const metres = (n: number) => ({ ...spot, latitude: spot.latitude + n / 111_195 });
    const position = fc.constantFrom(null, metres(0), metres(49), metres(52), metres(5_000));
    fc.assert(
      fc.property(
        fc.constantFrom(...catalogue.categories),
        fc.boolean(),
        fc.boolean(),
        position,
        ({ code, evidence }, before, after, closingPosition) => {
          const story = new Story(code, 'ROADS-1');
          story.state = { ...story.state, data: { ...story.state.data } };
          delete story.state.data.photos;
          story.act(desk, 'triage');
          const input = {
            resolution: 'تمت المعالجة',
            ...(before ? { photosBefore: [PHOTO] } : {}),
            ...(after ? { photosAfter: [PHOTO] } : {}),
            ...(closingPosition ? { closingPosition } : {}),
          };
          const record = { reporterPhotos: 0, photosBefore: Number(before), photosAfter: Number(after) };
          const missing = missingEvidence(evidence, { ...record, closingPosition, location: spot }, 50);
          if (missing.length === 0) story.act(crew, 'resolve', input);
          else {
            const { fields } = refusedFor(() => story.act(crew, 'resolve', input));
            expect(fields.map(({ path }) => path)).toEqual(missing.map(({ path }) => `input.${path}`));
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('whatever happens', () => {
  const category = (code: string): CategorySnapshot => snapshotOf(catalogue, getCategory(catalogue, code));
  const inputs: Record<string, Record<string, unknown>> = {
    dispatch: { team: 'ROADS-1' },
    handOver: { outsideOwner: { code: 'NWC' }, reason: 'لها' },
    ownerDone: { resolution: 'أفادت بالمعالجة', openPartsReason: 'لا تؤثر في العمل' },
    ownerReturned: { reason: 'ليس لها' },
    ownerSays: { text: 'بدأ الفريق العمل' },
    resolve: { photosAfter: [PHOTO], closingPosition: spot, resolution: 'تم', openPartsReason: 'لا تؤثر في العمل' },
    startPart: { what: 'إصلاح طبقة الأسفلت' },
    cancelPart: { reason: 'لم يعد لازمًا' },
    notFixed: { whyNotFixed: 'لم تعالج' },
    reopen: { reason: 'خطأ' },
    closeWithReason: { result: 'not-found', reason: 'عوين الموقع ولم نجدها' },
    reject: { result: 'invalid', reason: 'بلاغ تجريبي لا أصل له' },
    askReporter: { question: 'أين تحديداً؟' },
    correct: { answer: 'هناك' },
    reclassify: { reason: 'تصنيف آخر' },
    reporterAdds: { text: 'اتسعت الحفرة' },
  };
  const actor = fc.constantFrom(
    desk,
    crew,
    supervisor,
    resident,
    staff(uuid(5), 'agent940'),
    staff(uuid(6), 'officer'),
  );
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.tuple(actor, fc.constantFrom(...Object.keys(type.flow.actions), 'correct')) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 400 }) },
  );

  test('fixed means confirmed, open means a clock runs, what is offered is accepted, and the story folds to the case', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const story = new Story();
        let last = '';
        for (const one of steps) {
          if (typeof one === 'number') story.wait({ hours: one });
          else {
            const [who, action] = one;
            const relations = relationsOf(story.state, who);
            const { offered } = available(type, story.state, story.setting(who, relations)).find(
              (each) => each.action === action,
            )!;
            const other = { category: category('LT-01'), routing: { team: 'ROADS-1' } };
            const facts =
              action === 'reclassify' ? other : action === 'startPart' ? { nextPart: { ...other, of: {} } } : undefined;
            if (offered) {
              story.act(who, action, inputs[action] ?? {}, facts);
              last = action;
            } else refusedFor(() => story.act(who, action, inputs[action] ?? {}, facts));
          }
          const { state, category: kind, clocks, result } = story.state;
          if (state === 'verified') expect([last, result?.result]).toEqual(['confirm', 'fixed-confirmed']);
          else if (kind === 'closed') expect(result?.result).not.toBe('fixed-confirmed');
          const running = Object.values(clocks).filter((clock) => clock.status === 'running');
          expect(running.length > 0, `${state}: ${running.length} clocks run`).toBe(kind !== 'closed');
        }
        expect(fold(story.events)).toEqual(story.state);
      }),
      { numRuns: 400 },
    );
  });
});
