import { describe, expect, test } from 'vitest';
import { Problem } from '#kernel/problem.ts';
import { merge, split } from '../cases/rules.ts';
import {
  CREW,
  catalogue,
  crew,
  desk,
  REPORTER,
  refusedFor,
  resident,
  START,
  Story,
  spot,
  staff,
  supervisor,
  type,
  uuid,
} from './fixtures/flow.ts';
import { getCategory, snapshotOf } from './rules.ts';

describe('a report', () => {
  test('is routed, has its priority and its times, and the reporter is told', () => {
    const story = new Story();
    expect(story.state).toMatchObject({ state: 'received', team: 'ROADS-1', priority: 2 });
    expect(story.due('norm')).toBe(START.add({ hours: 48 }).toString());
    expect(story.due('acknowledge')).toBe(START.add({ minutes: 60 }).toString());
    expect(story.due('dispatch')).toBe(START.add({ minutes: 240 }).toString());
    expect(story.events.some((event) => event.type === 'notice-requested' && event.notice === 'reportReceived')).toBe(
      true,
    );
  });

  test('opens for every category of the catalogue', () => {
    for (const { code, priority } of catalogue.categories) {
      expect(new Story(code, null).state).toMatchObject({
        state: 'received',
        priority: Number(priority[1]),
        team: null,
      });
    }
  });

  test('is fixed only when the reporter says so', () => {
    const story = new Story();
    story.act(desk, 'triage');
    expect(story.state.clocks.acknowledge?.status).toBe('stopped');
    expect(story.act(desk, 'dispatch', { team: 'ROADS-1' })).toEqual(['reportAssigned']);
    expect(story.act(crew, 'start')).toEqual(['reportOnSite']);
    expect(story.state.assignee).toBe(CREW);
    expect(story.resolve()).toEqual(['reportResolved']);
    expect(story.state).toMatchObject({ state: 'resolved', category: 'done', result: null });
    expect(refusedFor(() => story.act(crew, 'confirm')).code).toBe('cases.not-permitted');
    expect(story.act(resident, 'confirm', { satisfaction: 5 })).toEqual(['reportConfirmed']);
    expect(story.state).toMatchObject({ state: 'verified', category: 'closed', result: { result: 'fixed-confirmed' } });
    expect(Object.values(story.state.clocks).every(({ status }) => status === 'stopped')).toBe(true);
  });

  test('that is not fixed goes back to those who closed it, one level up, with half the time', () => {
    const story = new Story();
    story.act(desk, 'dispatch', { team: 'ROADS-1', assignee: CREW });
    story.resolve();
    story.wait({ hours: 10 });
    expect(story.act(resident, 'notFixed', { whyNotFixed: 'عادت الحفرة كما كانت' })).toEqual(['reportReopened']);
    expect(story.state).toMatchObject({
      state: 'reopened',
      team: 'ROADS-1',
      assignee: CREW,
      escalation: 1,
      reopened: 1,
    });
    expect(story.due('norm')).toBe(story.now.add({ hours: 24 }).toString());
    // The photo that proved nothing does not count again.
    const refused = refusedFor(() => story.act(crew, 'resolve', { resolution: 'أعيد العمل', closingPosition: spot }));
    expect(refused.fields.map(({ path }) => path)).toEqual(['input.photosAfter']);
    story.resolve();
    expect(story.state.state).toBe('resolved');
  });

  test('is also said not to be fixed by those who work on it, for a reporter who told them', () => {
    const officer = staff(uuid(7), 'officer');
    for (const who of [desk, supervisor, officer]) {
      const story = new Story();
      story.act(desk, 'dispatch', { team: 'ROADS-1', assignee: CREW });
      story.resolve();
      refusedFor(() => story.act(who, 'notFixed', {}));
      story.act(who, 'notFixed', { whyNotFixed: 'اتصل المبلّغ: ما زالت الحفرة' });
      expect(story.state).toMatchObject({ state: 'reopened', escalation: 1 });
    }
  });

  test('nobody answers about is closed and says so; the reporter may still confirm or reopen it for a while', () => {
    const closed = () => {
      const story = new Story();
      story.act(desk, 'dispatch', { team: 'ROADS-1' });
      story.resolve();
      story.wait({ hours: 5 * 24 - 1 });
      expect(story.state.state).toBe('resolved');
      story.wait({ hours: 2 });
      expect(story.state).toMatchObject({ state: 'closed', result: { result: 'unconfirmed' } });
      return story;
    };
    const confirmed = closed();
    confirmed.act(resident, 'confirm');
    expect(confirmed.state.state).toBe('verified');
    const reopened = closed();
    reopened.wait({ hours: 29 * 24 });
    reopened.act(resident, 'notFixed', { whyNotFixed: 'لم تعالج' });
    expect(reopened.state).toMatchObject({ state: 'reopened', category: 'open' });
    const late = closed();
    late.wait({ hours: 31 * 24 });
    expect(refusedFor(() => late.act(resident, 'notFixed', { whyNotFixed: 'x' })).code).toBe('cases.condition-not-met');
  });

  test('handed to another agency stops its own clock and starts theirs', () => {
    const story = new Story('RD-06');
    story.act(desk, 'triage');
    story.wait({ hours: 1 });
    const outsideOwner = { code: 'NWC', name: { ar: 'شركة المياه الوطنية', en: 'National Water Company' } };
    expect(story.act(desk, 'handOver', { outsideOwner, reason: 'الغطاء تابع لها' })).toEqual(['reportWaitingExternal']);
    expect(story.state.clocks.norm).toMatchObject({ status: 'paused', remaining: 3 * 3_600_000 });
    expect(story.due('external')).toBe(story.now.add({ hours: 14 * 24 }).toString());
    story.wait({ hours: 15 * 24 });
    expect(story.state).toMatchObject({ escalation: 1, tasks: { chaseOwner: { team: 'ROADS-1' } } });
    story.act(desk, 'ownerReturned', { reason: 'ليس من شبكتهم' });
    expect(story.state).toMatchObject({ state: 'assigned', tasks: {} });
    expect(story.due('norm')).toBe(story.now.add({ hours: 3 }).toString());
    expect(story.state.clocks.external?.status).toBe('stopped');
  });

  test('that another agency mended and nobody confirmed says who had it', () => {
    const story = new Story('RD-06');
    story.act(desk, 'handOver', { outsideOwner: { code: 'NWC' }, reason: 'الغطاء تابع لها' });
    story.act(desk, 'ownerDone', { resolution: 'أفادت الشركة بتركيب الغطاء' });
    expect(story.state.state).toBe('resolved');
    story.wait({ hours: 6 * 24 });
    expect(story.state).toMatchObject({ state: 'closed', result: { result: 'handed-over' } });
  });

  test('waits for the reporter without losing time, and goes on where it was', () => {
    const story = new Story();
    story.act(desk, 'dispatch', { team: 'ROADS-1' });
    story.wait({ hours: 3 });
    expect(story.act(crew, 'askReporter', { question: 'أي جهة من الشارع؟', fields: ['landmark'] })).toEqual([
      'reportQuestion',
    ]);
    expect(story.state).toMatchObject({ state: 'waiting_reporter', category: 'waiting' });
    story.wait({ hours: 50 });
    expect(refusedFor(() => story.act(resident, 'correct', { landmark: 'مسجد' })).code).toBe('cases.input-invalid');
    story.act(resident, 'correct', { answer: 'الجهة الشرقية', landmark: 'أمام المسجد' });
    expect(story.state).toMatchObject({
      state: 'assigned',
      data: { answer: 'الجهة الشرقية', landmark: 'أمام المسجد' },
    });
    expect(story.due('norm')).toBe(story.now.add({ hours: 45 }).toString());
    story.act(crew, 'askReporter', { question: 'وماذا عن المدخل؟' });
    expect(story.state.data.answer).toBeUndefined();
    story.wait({ hours: 8 * 24 });
    expect(story.state).toMatchObject({ state: 'closed', result: { result: 'insufficient' } });
  });

  test('classified anew goes to another team with the new time, less what was used', () => {
    const story = new Story('RD-01');
    story.act(desk, 'dispatch', { team: 'ROADS-1', assignee: CREW });
    story.wait({ hours: 10 });
    const category = snapshotOf(catalogue, getCategory(catalogue, 'LT-01'));
    story.act(desk, 'reclassify', { reason: 'عمود إنارة لا حفرة' }, { category, routing: { team: 'LIGHT-1' } });
    expect(story.state).toMatchObject({ state: 'triaged', team: 'LIGHT-1', assignee: null, priority: 3 });
    expect(story.due('norm')).toBe(START.add({ hours: 72 }).toString());
    expect(refusedFor(() => story.resolve()).code).toBe('cases.not-permitted');
  });

  test('is rejected or closed only with a reason', () => {
    const story = new Story();
    const silent = refusedFor(() => story.act(desk, 'reject', { result: 'invalid' }));
    expect(silent.fields.map(({ path }) => path)).toEqual(['input.reason']);
    story.act(desk, 'reject', { result: 'outside-area', reason: 'الموقع في نطاق أمانة أخرى' });
    expect(story.state).toMatchObject({ state: 'rejected', result: { result: 'outside-area' } });
    expect(refusedFor(() => story.act(resident, 'notFixed', { whyNotFixed: 'x' })).code).toBe(
      'cases.not-in-this-state',
    );
    story.act(supervisor, 'reopen', { reason: 'الموقع في نطاقنا' });
    expect(story.state.state).toBe('reopened');
  });

  test('may be withdrawn by its reporter while nobody has looked at it', () => {
    const story = new Story();
    story.act(resident, 'cancel');
    expect(story.state).toMatchObject({ state: 'cancelled', result: { result: 'withdrawn' } });
    const looked = new Story();
    looked.act(desk, 'triage');
    expect(refusedFor(() => looked.act(resident, 'cancel')).code).toBe('cases.not-in-this-state');
  });

  test('joined to another by mistake is split off with its own date', () => {
    const one = new Story();
    const other = new Story();
    other.state = { ...other.state, id: uuid(101) };
    const sides = () => ({
      absorbed: { type, state: one.state, relations: [], expectedVersion: null },
      survivor: { type, state: other.state, relations: [], expectedVersion: null },
    });
    const due = one.due();
    const merged = merge(sides(), one.setting(desk));
    if (merged instanceof Problem) throw merged;
    one.fold(merged.absorbed);
    other.fold(merged.survivor);
    expect(one.state).toMatchObject({ state: 'duplicate', duplicateOf: uuid(101) });
    expect(other.state.participants.map(({ partyId }) => partyId)).toEqual([REPORTER, REPORTER]);
    const parted = split(sides(), one.setting(desk));
    if (parted instanceof Problem) throw parted;
    one.fold(parted.absorbed);
    expect(one.state).toMatchObject({ state: 'received', duplicateOf: null });
    expect(one.due()).toBe(due);
  });
});
