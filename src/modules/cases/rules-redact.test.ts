import { expect, test } from 'vitest';
import { REDACTED, redacted, secretsIn } from './rules-redact.ts';

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

test('does it once, leaves other records alone, and does not take short words for secrets', () => {
  const record = { contactName: 'علي', note: 'علي الطريق', place: { longitude: 50.1 }, none: null };
  const once = redacted(record, what, secretsIn(record, what.drop));
  expect(once).toEqual({ note: 'علي الطريق', place: { longitude: 50.1 }, none: null });
  expect(redacted(once, what, [])).toEqual(once);
});
