import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Actor, anonymous, type Role } from '#kernel/actor.ts';
import { WorkingCalendar } from '#kernel/calendar.ts';
import { Problem } from '#kernel/problem.ts';
import { type CaseEvent, type CaseState, CaseType } from '../cases/model.ts';
import { apply, available, clockTick, decide, fold, merge, open, relationsOf, split } from '../cases/rules.ts';
import { type CategorySnapshot, ReportCatalogue } from './model.ts';
import { getCategory, missingEvidence, snapshotOf } from './rules.ts';

const read = (path: string) => JSON.parse(readFileSync(new URL(`../../../tenants/${path}`, import.meta.url), 'utf8'));
const type = CaseType.parse(read('eastern/case-types/report.json'));
const catalogue = ReportCatalogue.parse(read('eastern/report-categories.json'));
const calendar = WorkingCalendar.parse(read('eastern/tenant.json').calendar);
const terms = { confirmationDays: 5, answerDays: 7, reopenDays: 30, externalDays: 14, closingRadiusMetres: 50 };

const uuid = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const REPORTER = uuid(1);
const CREW = uuid(2);
const PHOTO = uuid(9);
const START = Temporal.Instant.from('2026-11-22T06:00:00Z');
const spot = { longitude: 50.1, latitude: 26.42 };

const staff = (partyId: string, role: Role, teams: string[] = []): Actor => ({
  ...anonymous(1),
  kind: 'person',
  partyId,
  segment: 'employee',
  roles: [{ role, municipalityId: null }],
  teams,
});
const desk = staff(uuid(3), 'triage');
const crew = staff(CREW, 'crew', ['ROADS-1']);
const supervisor = staff(uuid(4), 'supervisor');
const resident: Actor = { ...anonymous(1), kind: 'person', partyId: REPORTER, segment: 'individual' };

/** One report and the story it goes through; time stands still unless it is moved. */
class Story {
  now = START;
  state: CaseState;
  events: CaseEvent[];

  constructor(code = 'RD-01', team: string | null = 'ROADS-1') {
    this.events = this.accept(
      open(
        type,
        {
          id: uuid(100),
          number: 'n',
          data: { description: 'حفرة أمام المدرسة', location: spot, photos: [PHOTO] },
          facts: { category: snapshotOf(catalogue, getCategory(catalogue, code)), terms, routing: { team } },
          participants: [{ role: 'reporter', partyId: REPORTER }],
          place: { ...spot, municipalityId: uuid(50), districtId: null },
        },
        this.setting(resident),
      ),
    );
    this.state = fold(this.events);
  }

  setting(actor: Actor, relations: readonly string[] = []) {
    return { actor, relations, now: this.now, calendar, newId: () => uuid(999) };
  }

  accept(events: CaseEvent[] | Problem): CaseEvent[] {
    if (events instanceof Problem) throw events;
    return events;
  }

  /** Takes an action; throws the Problem it is refused with. Returns the notices it asks for. */
  act(actor: Actor, action: string, input: Record<string, unknown> = {}, facts?: Record<string, unknown>): string[] {
    const command = { action, input, expectedVersion: null, ...(facts ? { facts } : {}) };
    const events = this.accept(decide(type, this.state, command, this.setting(actor, relationsOf(this.state, actor))));
    this.fold(events);
    return events.flatMap((event) => (event.type === 'notice-requested' ? event.notice : []));
  }

  fold(events: readonly CaseEvent[]): void {
    this.events.push(...events);
    this.state = events.reduce<CaseState>(apply, this.state);
  }

  /** Lets time pass, with everything that clocks do on the way. */
  wait(time: Temporal.DurationLike): void {
    this.now = this.now.add(time);
    for (const key of Object.keys(this.state.clocks)) {
      this.fold(this.accept(clockTick(type, this.state, key, this.setting(anonymous(1)))));
    }
  }

  due(clock = 'norm'): string | null | undefined {
    return this.state.clocks[clock]?.dueAt;
  }

  resolve(by = crew): string[] {
    return this.act(by, 'resolve', { photosAfter: [PHOTO], closingPosition: spot, resolution: 'رُدمت الحفرة وسُفلتت' });
  }
}

const refusedFor = (work: () => unknown): Problem => {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('not refused');
};

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
    ownerDone: { resolution: 'أفادت بالمعالجة' },
    ownerReturned: { reason: 'ليس لها' },
    resolve: { photosAfter: [PHOTO], closingPosition: spot, resolution: 'تم' },
    notFixed: { whyNotFixed: 'لم تعالج' },
    reopen: { reason: 'خطأ' },
    closeWithReason: { result: 'not-found', reason: 'عوين الموقع ولم نجدها' },
    reject: { result: 'invalid', reason: 'بلاغ تجريبي لا أصل له' },
    askReporter: { question: 'أين تحديداً؟' },
    correct: { answer: 'هناك' },
    reclassify: { reason: 'تصنيف آخر' },
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
            const facts =
              action === 'reclassify' ? { category: category('LT-01'), routing: { team: 'ROADS-1' } } : undefined;
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
