import { expect, test } from 'vitest';
import { listInput, TRIAGE_STATES, triageInput } from './lists.ts';
import { meaningOf } from './rows.ts';

const read = (text: string) => listInput(new URLSearchParams(text));

test('the address of a page becomes the question of a list, and nothing else of it', () => {
  expect(read('team=ROADS&team=LIGHT&state=assigned&overdue=true&unknown=1&q=&mine=perhaps')).toEqual({
    type: 'report',
    team: ['ROADS', 'LIGHT'],
    state: ['assigned'],
    overdue: 'true',
  });
});

test('what is closed is due no more, so it is listed by its age', () => {
  expect(read('open=false').order).toBe('newest');
  expect(read('state=verified&order=due').order).toBe('newest');
  expect(read('state=verified&order=oldest').order).toBe('oldest');
  expect(read('state=assigned').order).toBeUndefined();
  expect(read('q=pothole').order).toBe('newest');
});

test('the triage queue shows nothing but what waits to be sorted', () => {
  const triage = (text: string) => triageInput(new URLSearchParams(text)).state;
  expect(triage('state=reopened')).toEqual(['reopened']);
  expect(triage('state=verified')).toEqual(TRIAGE_STATES);
});

test('only a confirmed repair is called done', () => {
  expect(meaningOf('verified', 'closed')).toBe('done');
  expect(meaningOf('closed', 'closed')).toBe('closed');
  expect(meaningOf('resolved', 'done')).toBe('waiting');
  expect(meaningOf('waiting_external', 'waiting')).toBe('waiting');
  expect(meaningOf('received', 'open')).toBe('received');
  expect(meaningOf('on_site', 'open')).toBe('working');
});
