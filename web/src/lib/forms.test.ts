import { isActionFailure, redirect } from '@sveltejs/kit';
import { expect, test } from 'vitest';
import { Problem } from '#kernel/problem.ts';
import { answerForm, filesOf, readForm } from './forms.ts';

function sent(fields: Record<string, string | File>) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  return { request: new Request('http://sample.test/', { method: 'POST', body }), locals: { language: 'ar' as const } };
}

test('a Problem becomes a failure with its status, its sentences and what was typed', async () => {
  const event = sent({ mobile: ' 0412345678 ', password: 'sample', _key: 'a3f1c9d2-0000' });
  const answer = await answerForm(event, async ({ key }) => {
    expect(key).toEqual({ idempotencyKey: 'a3f1c9d2-0000' });
    throw new Problem(
      'sample.refused',
      422,
      { ar: 'مرفوض', en: 'refused' },
      { fields: [{ path: 'mobile', code: 'wrong', text: { ar: 'رقم غير صحيح', en: 'wrong number' } }] },
    );
  });
  expect(isActionFailure(answer)).toBe(true);
  expect(answer).toMatchObject({
    status: 422,
    data: {
      problem: { code: 'sample.refused', text: 'مرفوض', fields: [{ path: 'mobile', text: 'رقم غير صحيح' }] },
      values: { mobile: '0412345678' },
    },
  });
  expect(JSON.stringify(answer)).not.toContain('password');
});

test('a Problem of another copy of the class is known by its shape', async () => {
  class OtherProblem extends Error {
    override readonly name = 'Problem';
    readonly code = 'sample.other';
    readonly status = 409;
    readonly text = { ar: 'تعارض', en: 'conflict' };
    readonly fields = [];
  }
  const answer = await answerForm(sent({}), async () => {
    throw new OtherProblem();
  });
  expect(answer).toMatchObject({ status: 409, data: { problem: { text: 'تعارض' } } });
});

test('redirects and unforeseen failures pass through', async () => {
  await expect(answerForm(sent({}), async () => redirect(303, '/ar'))).rejects.toMatchObject({ status: 303 });
  await expect(
    answerForm(sent({}), async () => {
      throw new TypeError('broken');
    }),
  ).rejects.toThrow('broken');
});

test('a key that is not one of ours is left out, and the key is never a value', () => {
  const data = new FormData();
  data.set('_key', 'x'.repeat(200));
  data.set('note', 'نص');
  expect(readForm(data)).toMatchObject({ key: {}, values: { note: 'نص' } });
});

test('an empty file box sends no file', () => {
  const data = new FormData();
  data.append('photo', new File([], ''));
  data.append('photo', new File(['x'], 'sample.jpg'));
  expect(filesOf(data, 'photo').map((file) => file.name)).toEqual(['sample.jpg']);
});
