// Long because one kind of case is told here from its opening to its end, with everything that may go otherwise.
import { describe, expect, it } from 'vitest';
import type { Actor } from '#kernel/actor.ts';
import {
  accepted,
  calendar,
  idOf,
  officer,
  openPothole,
  pothole,
  refused,
  reportType,
  resident,
  START,
  setting,
} from './fixtures/fixtures.ts';
import type { CaseEvent, CaseState, CaseType } from './model.ts';
import {
  apply,
  available,
  clockTick,
  decide,
  fold,
  formOf,
  open,
  relationsOf,
  visibleTimeline,
  wakeAt,
} from './rules.ts';

const triager = officer(9, 'triage');
const crew: Actor = { ...officer(12, 'crew'), teams: ['RD-1'] };
const supervisor = officer(15, 'supervisor');
const hours = (count: number) => START.add({ minutes: Math.round(count * 60) });

/** A case and its timeline, acted upon one after another. */
class Story {
  readonly entries: CaseEvent[][];
  state: CaseState;
  readonly type: CaseType;

  constructor(events: CaseEvent[] = openPothole(), type = reportType) {
    this.entries = [events];
    this.state = fold(events);
    this.type = type;
  }

  attempt(actor: Actor, action: string, input: Record<string, unknown> = {}, now = hours(1)) {
    const relations = relationsOf(this.state, actor);
    const command = { action, input, expectedVersion: this.state.version };
    return decide(this.type, this.state, command, setting(actor, relations, now));
  }

  add(events: CaseEvent[]): this {
    this.entries.push(events);
    this.state = events.reduce<CaseState>(apply, this.state);
    return this;
  }

  act(actor: Actor, action: string, input: Record<string, unknown> = {}, now = hours(1)): this {
    return this.add(accepted(this.attempt(actor, action, input, now)));
  }

  tick(key: string, now: Temporal.Instant): this {
    return this.add(accepted(clockTick(this.type, this.state, key, setting(resident, [], now))));
  }
}

const assigned = () => new Story().act(triager, 'triage', { team: 'RD-1' });
const onSite = () => assigned().act(crew, 'start');
const photo = idOf(900);
const done = { photosAfter: [photo], position: { longitude: 50.1, latitude: 26.4001 }, outcome: 'رُدمت الحفرة' };
const resolved = () => onSite().act(crew, 'resolve', done, hours(5));

const fieldsOf = (outcome: unknown) => refused(outcome).fields.map(({ path, code }) => [path, code]);

describe('opening', () => {
  it('sets the case in motion as the type says', () => {
    const { state } = new Story();
    expect(state).toMatchObject({ state: 'received', category: 'open', version: 1, priority: 1 });
    expect(state.data).toMatchObject({ urgent: true, category: { code: 'RD-01' } });
    expect(state.place?.municipalityId).toBe(idOf(501));
    expect(state.clocks.resolve?.dueAt).toBe(hours(48).toString());
    expect(state.tasks.triage?.dueAt).toBe(hours(4).toString());
  });

  it('names everything that is wrong at once', () => {
    const data = {
      description: 'قصير جدًا'.slice(0, 3),
      location: { longitude: 500, latitude: 1 },
      mobile: '05',
      extra: 1,
    };
    expect(fieldsOf(open(reportType, { ...pothole, data }, setting(resident)))).toEqual([
      ['input.extra', 'unknown'],
      ['input.description', 'too-short'],
      ['input.location', 'wrong-type'],
      ['input.mobile', 'pattern'],
    ]);
  });

  it('demands what the category makes necessary', () => {
    const data = { description: 'حفرة عميقة' };
    expect(fieldsOf(open(reportType, { ...pothole, data }, setting(resident)))).toEqual([
      ['input.location', 'required'],
    ]);
  });

  it('never keeps the value of a hidden field', () => {
    const events = openPothole({ data: { ...pothole.data, anonymous: true } });
    expect(JSON.stringify(events)).not.toContain('+966500000000');
  });

  it('does not take fields that are the office’s', () => {
    const data = { ...pothole.data, photosAfter: [photo] };
    expect(fieldsOf(open(reportType, { ...pothole, data }, setting(resident)))).toEqual([
      ['input.photosAfter', 'unknown'],
    ]);
  });

  it.each([
    ['turns the direction', 'حفرة \u202e عميقة', 'bidi-control'],
    ['holds a control', 'حفرة \u0007 عميقة', 'control-character'],
  ])('refuses text that %s', (_, description, code) => {
    const data = { ...pothole.data, description };
    expect(fieldsOf(open(reportType, { ...pothole, data }, setting(resident)))).toEqual([['input.description', code]]);
  });

  it('is for the segments of the type and for those who may', () => {
    const type = { ...reportType, segments: ['business' as const] };
    expect(refused(open(type, pothole, setting(resident))).code).toBe('cases.may-not-open');
    const closed = { ...reportType, flow: { ...reportType.flow, open: { ...reportType.flow.open, by: ['agent940'] } } };
    expect(refused(open(closed, pothole, setting(resident))).code).toBe('cases.may-not-open');
    expect(open(closed, pothole, setting(officer(3, 'agent940')))).toBeInstanceOf(Array);
  });

  it('needs somebody to have looked up the place', () => {
    const { place: _, ...command } = pothole;
    expect(refused(open(reportType, command, setting(resident))).code).toBe('cases.place-unresolved');
  });
});

describe('an action', () => {
  it('follows the table to one state or the other', () => {
    expect(assigned().state).toMatchObject({ state: 'assigned', team: 'RD-1', version: 2, tasks: {} });
    const waiting = new Story().act(triager, 'triage');
    expect(waiting.state).toMatchObject({ state: 'triaged', team: null });
    expect(waiting.entries.at(-1)?.map(({ type }) => type)).not.toContain('assigned');
  });

  it.each([
    ['nobody knows', crew, 'no_such_action', {}, 'cases.action-unknown'],
    ['a member of every object bears', crew, 'constructor', {}, 'cases.action-unknown'],
    ['is another’s', resident, 'start', {}, 'cases.not-permitted'],
    ['belongs to another state', crew, 'resolve', {}, 'cases.not-in-this-state'],
    ['needs two cases', supervisor, 'merge', {}, 'cases.two-cases-needed'],
  ])('is refused when it is one that %s', (_, actor, action, input, code) => {
    expect(refused(assigned().attempt(actor, action, input)).code).toBe(code);
  });

  it('is refused when the case changed meanwhile, unless it is a note', () => {
    const { state } = assigned();
    const act = (action: string, input: Record<string, unknown>) =>
      decide(reportType, state, { action, input, expectedVersion: 1 }, setting(triager, []));
    expect(refused(act('hand_over', { team: 'RD-2' }))).toMatchObject({
      code: 'cases.changed-meanwhile',
      extra: { version: 2 },
    });
    expect(act('note', { text: 'اتصل المبلّغ', audience: ['office'] })).toBeInstanceOf(Array);
  });

  it('confines a role to its municipality', () => {
    const story = new Story();
    expect(refused(story.attempt(officer(9, 'triage', idOf(502)), 'triage')).code).toBe('cases.not-permitted');
    expect(story.attempt(officer(9, 'triage', idOf(501)), 'triage')).toBeInstanceOf(Array);
  });

  it('asks for its evidence: photo and place', () => {
    const far = { ...done, position: { longitude: 50.1, latitude: 26.401 } };
    const { photosAfter: _, ...bare } = far;
    expect(fieldsOf(onSite().attempt(crew, 'resolve', bare))).toEqual([
      ['input.photosAfter', 'rule'],
      ['input.position', 'rule'],
    ]);
    expect(resolved().state).toMatchObject({ state: 'resolved', result: { result: 'resolved', reason: done.outcome } });
  });

  it('may need a second pair of eyes', () => {
    const both = { ...crew, roles: [...crew.roles, ...supervisor.roles] };
    const story = onSite().act(both, 'resolve', done, hours(2)).act(resident, 'confirm', { rating: 5 }, hours(3));
    expect(refused(story.attempt(both, 'close')).code).toBe('cases.four-eyes');
    const delegate = { ...supervisor, onBehalfOf: both.partyId };
    expect(refused(story.attempt(delegate, 'close')).code).toBe('cases.four-eyes');
    expect(refused(story.attempt({ ...supervisor, partyId: null }, 'close')).code).toBe('cases.four-eyes');
    expect(story.attempt(supervisor, 'close')).toBeInstanceOf(Array);
  });

  it('is offered only while its condition holds', () => {
    const story = resolved().act(resident, 'confirm', {}, hours(6)).act(supervisor, 'close', {}, hours(7));
    const late = setting(resident, ['reporter'], hours(7 + 31 * 24));
    const offer = available(reportType, story.state, late).find(({ action }) => action === 'not_fixed');
    expect(offer?.reason?.code).toBe('cases.condition-not-met');
    expect(offer?.reason?.fields[0]?.text.ar).toContain('انتهت مدة إعادة الفتح');
    expect(story.act(resident, 'not_fixed', { why: 'ما زالت' }, hours(24)).state).toMatchObject({
      state: 'reopened',
      reopened: 1,
      escalation: 1,
      closedAt: null,
    });
  });

  it('tells the type’s fault apart from the caller’s', () => {
    const actions = { ...reportType.flow.actions };
    actions.start = { ...actions.start!, effects: [{ do: 'priority', to: '"high"' }] };
    const story = new Story(openPothole(), { ...reportType, flow: { ...reportType.flow, actions } });
    expect(refused(story.act(triager, 'triage', { team: 'RD-1' }).attempt(crew, 'start')).code).toBe(
      'cases.definition-faulty',
    );
  });
});

describe('standard actions', () => {
  it('show a note to those it was written for', () => {
    const story = assigned()
      .act(triager, 'note', { text: 'للموظفين فقط', audience: ['office'] })
      .act(triager, 'note', { text: 'سنصلكم غدًا', audience: ['office', 'applicant'] });
    const timeline = story.entries.map((events, index) => ({ seq: index + 1, at: '', events }));
    const seen = visibleTimeline(timeline, 'applicant');
    expect(seen.map(({ action, note, partyId }) => [action, note, partyId])).toEqual([
      ['open', null, null],
      ['note', 'سنصلكم غدًا', null],
    ]);
    expect(visibleTimeline(timeline, 'public').map(({ action }) => action)).toEqual(['open']);
    expect(visibleTimeline(timeline, 'office')).toHaveLength(4);
    expect(visibleTimeline(timeline, 'office')[1]).toMatchObject({ partyId: triager.partyId, state: 'assigned' });
  });

  it('refuse a note for an audience the type does not allow', () => {
    expect(fieldsOf(assigned().attempt(triager, 'note', { text: 'x', audience: ['public'] }))).toEqual([
      ['input.audience', 'not-an-option'],
    ]);
  });

  it('open only the fields that are to be corrected, and go back where they came from', () => {
    const asked = assigned().act(triager, 'requestCorrection', { fields: ['location'], message: 'حدد الموقع بدقة' });
    expect(asked.state).toMatchObject({
      state: 'waiting_reporter',
      correction: { fields: ['location'], returnTo: 'assigned' },
    });
    expect(formOf(reportType, asked.state, 'correct', setting(resident)).map(({ key }) => key)).toEqual(['location']);
    expect(fieldsOf(asked.attempt(resident, 'correct', { description: 'نص آخر تمامًا' }))).toEqual([
      ['input.description', 'unknown'],
    ]);
    expect(refused(asked.attempt(triager, 'correct', {})).code).toBe('cases.not-permitted');
    const point = { longitude: 50.2, latitude: 26.5 };
    const events = accepted(
      decide(
        reportType,
        asked.state,
        {
          action: 'correct',
          input: { location: point },
          expectedVersion: 3,
          place: { ...point, municipalityId: idOf(502), districtId: null },
        },
        setting(resident, ['reporter'], hours(10)),
      ),
    );
    asked.add(events);
    expect(asked.state).toMatchObject({ state: 'assigned', correction: null, data: { location: point } });
    expect(asked.state.place?.municipalityId).toBe(idOf(502));
    expect(asked.state.clocks.resolve?.dueAt).toBe(hours(48 + 9).toString());
  });

  it('refuse an empty correction and an edit of what the state does not open', () => {
    const asked = assigned().act(triager, 'requestCorrection', { fields: ['description'], message: 'وضّح' });
    expect(fieldsOf(asked.attempt(resident, 'correct', {}))).toEqual([['input.description', 'required']]);
    expect(fieldsOf(new Story().attempt(triager, 'edit', { mobile: '+966500000001' }))).toEqual([
      ['input.mobile', 'unknown'],
    ]);
    expect(refused(assigned().attempt(triager, 'edit', {})).code).toBe('cases.not-in-this-state');
    const edited = new Story().act(triager, 'edit', { placeNote: 'قرب المدرسة' });
    expect(edited.state.data.placeNote).toBe('قرب المدرسة');
    expect(edited.act(triager, 'edit', { placeNote: '' }).state.data).not.toHaveProperty('placeNote');
  });
});

describe('clocks', () => {
  it('warn once, then breach once, and run on until stopped', () => {
    const story = assigned();
    expect(wakeAt(story.state.clocks.resolve!)).toBe(hours(38.4).toString());
    expect(clockTick(reportType, story.state, 'resolve', setting(resident, [], hours(38)))).toEqual([]);
    story.tick('resolve', hours(39));
    expect(wakeAt(story.state.clocks.resolve!)).toBe(hours(48).toString());
    expect(clockTick(reportType, story.state, 'resolve', setting(resident, [], hours(47)))).toEqual([]);
    story.tick('resolve', hours(49));
    expect(story.state).toMatchObject({ escalation: 1, clocks: { resolve: { status: 'running' } } });
    expect(wakeAt(story.state.clocks.resolve!)).toBeNull();
    expect(clockTick(reportType, story.state, 'resolve', setting(resident, [], hours(60)))).toEqual([]);
    story.act(crew, 'start', {}, hours(60)).act(crew, 'resolve', done, hours(61));
    expect(story.entries.at(-1)).toContainEqual({
      type: 'clock-stopped',
      key: 'resolve',
      at: hours(61).toString(),
      met: false,
    });
  });

  it('pause while another agency has the case, and let the timer bring it back', () => {
    const story = onSite().act(crew, 'ask_agency', { agency: idOf(77) }, hours(10));
    expect(story.state.clocks.resolve).toMatchObject({ status: 'paused', remaining: 38 * 3_600_000, dueAt: null });
    const due = Temporal.Instant.from(story.state.clocks['timer.agency_silent']!.dueAt!);
    expect(due.toZonedDateTimeISO(calendar.timeZone).dayOfWeek).toBe(1);
    story.tick('timer.agency_silent', due);
    expect(story.entries.at(-1)?.[0]).toMatchObject({
      type: 'action-recorded',
      action: 'agency_silent',
      partyId: null,
    });
    expect(story.state).toMatchObject({ state: 'on_site', escalation: 1 });
    expect(story.state.clocks['timer.agency_silent']?.status).toBe('stopped');
    expect(story.state.clocks.resolve?.dueAt).toBe(due.add({ hours: 38 }).toString());
  });

  it('restart at half the time when the report comes back', () => {
    const story = resolved().act(resident, 'not_fixed', { why: 'ما زالت' }, hours(6));
    expect(story.state.clocks.resolve).toMatchObject({
      status: 'running',
      dueAt: hours(30).toString(),
      total: 86_400_000,
    });
    expect(story.state.clocks['timer.close_unanswered']?.status).toBe('stopped');
  });

  it('say so when the action at their end was refused', () => {
    const actions = { ...reportType.flow.actions };
    actions.close_unanswered = { ...actions.close_unanswered!, by: ['supervisor'] };
    const story = resolved();
    const type = { ...reportType, flow: { ...reportType.flow, actions } };
    const events = accepted(
      clockTick(type, story.state, 'timer.close_unanswered', setting(resident, [], hours(5 + 72))),
    );
    expect(events.at(-1)).toMatchObject({ type: 'clock-action-refused', code: 'cases.not-permitted' });
    expect(story.add(events).state).toMatchObject({ state: 'resolved' });
  });

  it('are all stopped when the case closes', () => {
    const story = resolved().tick('timer.close_unanswered', hours(5 + 72));
    expect(story.state).toMatchObject({ state: 'closed', result: { result: 'unconfirmed' } });
    expect(Object.values(story.state.clocks).every(({ status }) => status === 'stopped')).toBe(true);
  });
});
