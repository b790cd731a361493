import { expect, test } from 'vitest';
import { REDACTED, redacted, redactedEntries, secretsIn } from './rules-redact.ts';

const what = { drop: ['contactMobile', 'contactName'], blank: ['description'] };

test('drops and blanks by key at any depth, and takes quoted values out of other texts', () => {
  const entry = {
    seq: 1,
    events: [
      { type: 'opened', data: { description: 'قصة', contactMobile: '+966512345678', category: { code: 'RD-01' } } },
      { type: 'note-added', text: 'اتصلنا على +966512345678 ولم يُجب' },
    ],
  };
  const secrets = secretsIn(entry, what.drop);
  expect(secrets).toEqual(['+966512345678']);
  expect(redacted(entry, what, secrets)).toEqual({
    seq: 1,
    events: [
      { type: 'opened', data: { description: REDACTED, category: { code: 'RD-01' } } },
      { type: 'note-added', text: `اتصلنا على ${REDACTED} ولم يُجب` },
    ],
  });
});

test('an answer goes where answers stand, and a word like its key stays elsewhere', () => {
  const entry = {
    action: 'open',
    input: { name: 'نموذج الاسم', years: 2 },
    events: [
      { type: 'data-set', data: { name: 'نموذج الاسم', years: 2 } },
      { type: 'told', name: 'receipt' },
    ],
  };
  expect(redacted(entry, { drop: [], blank: [], answers: ['name', 'type'] }, [])).toEqual({
    action: 'open',
    input: { years: 2 },
    events: [
      { type: 'data-set', data: { years: 2 } },
      { type: 'told', name: 'receipt' },
    ],
  });
});

test('does it once, leaves other records alone, and does not take short words for secrets', () => {
  const record = { contactName: 'علي', note: 'علي الطريق', place: { longitude: 50.1 }, none: null };
  const once = redacted(record, what, secretsIn(record, what.drop));
  expect(once).toEqual({ note: 'علي الطريق', place: { longitude: 50.1 }, none: null });
  expect(redacted(once, what, [])).toEqual(once);
});

test('the same key is the person’s own words in their entries and stays in those of the office', () => {
  const by = (seq: number, actorId: string | null, system = false) => ({
    seq,
    actorId,
    onBehalfOf: null,
    system,
    input: { text: `قول ${seq}` },
    events: [{ type: 'noted', text: `قول ${seq}` }],
  });
  const entries = [by(1, 'person'), by(2, 'officer'), by(3, null), by(4, null, true)];
  const own = { authors: ['person', null], blank: ['text'] };
  const texts = (kept: readonly { input: unknown }[]) => kept.map(({ input }) => (input as { text: string }).text);
  expect(texts(redactedEntries(entries, { drop: [], blank: [], own }, []))).toEqual([
    REDACTED,
    'قول 2',
    REDACTED,
    'قول 4',
  ]);
  const only = redactedEntries(
    entries,
    { drop: ['text'], blank: [], own: { authors: ['person'], blank: [] }, onlyOwn: true },
    [],
  );
  expect(only.map(({ seq, input }) => [seq, input])).toEqual([[1, {}]]);
});
