import { error } from '@sveltejs/kit';
import { type Language, say, type Text } from '#kernel/text.ts';
import type { CaseView } from '#modules/cases/api.ts';
import type { Choice, FormPhrases, FormSurroundings } from '$ui/case-form/case-form.ts';
import type { StatusMeaning } from '$ui/status-tag/status.ts';
import { workspace } from '../messages/workspace.ts';
import { isProblem } from '../problem.ts';
import type { OfferedPhrases } from './acting.ts';
import { type Names, namesFor } from './lookups.ts';
import {
  actionsOf,
  type CategoryFacts,
  categoryOf,
  closingRadius,
  neededFields,
  type PageActions,
  type Photos,
  type StoryEntry,
  startingValues,
  storyOf,
  surroundingsOf,
  textAt,
  undoOf,
} from './report.ts';
import { meaningOf, type ReportRow, rowOf } from './rows.ts';

/** What `?act=` opened: the action, its form as it starts, and what taking it back would send. */
export interface OpenForm {
  readonly action: string;
  readonly title: string;
  readonly fields: PageActions['offered'][number]['form'];
  readonly values: Readonly<Record<string, string>>;
  readonly undo: string | null;
}

/** A report as the pages of the office and of the field show it: plain data, in the reader's language. */
export interface OpenReport {
  readonly id: string;
  readonly number: string;
  readonly version: number;
  readonly what: string;
  readonly categoryCode: string;
  readonly state: string;
  readonly stateTitle: string;
  readonly meaning: StatusMeaning;
  readonly closed: boolean;
  readonly priority: number;
  readonly priorityName: string;
  readonly escalation: number;
  readonly reopened: number;
  readonly team: string | null;
  readonly assignee: string | null;
  readonly assigneeIsMe: boolean;
  /** The time promised for the work; while that stands still, the one that runs instead, such as an agency's. */
  readonly due: { readonly at: string; readonly state: 'running' | 'paused' | 'met'; readonly title: string } | null;
  /** The report it is a part of. */
  readonly partOf: { readonly id: string; readonly number: string } | null;
  readonly parts: readonly ReportRow[];
  readonly said: string | null;
  readonly place: {
    readonly point: { readonly longitude: number; readonly latitude: number } | null;
    readonly district: string | null;
    readonly municipality: string | null;
    readonly address: string | null;
    readonly landmark: string | null;
  };
  readonly evidence: CategoryFacts['evidence'];
  readonly limitMetres: number | null;
  readonly texts: readonly {
    readonly key: 'instructions' | 'resolution' | 'whyNotFixed' | 'answer' | 'ownerReference';
    readonly text: string;
  }[];
  readonly outsideOwner: string | null;
  readonly photos: Photos;
  readonly actions: PageActions;
  readonly story: readonly StoryEntry[];
}

interface Assignable {
  people: { id: string; name: Text; team: string }[];
  more: boolean;
}

const TEXTS = ['instructions', 'resolution', 'whyNotFixed', 'answer', 'ownerReference'] as const;

/** Who can be named in a form: the reader, the team the report is with, then the other teams. */
async function peopleFor(locals: App.Locals, view: CaseView, names: Names, language: Language) {
  const { actor, person } = locals;
  const t = workspace(language);
  const own = new Map<string, string>();
  const others = new Map<string, string>();
  const first = await locals.call<Assignable>('identity.list-assignable', {});
  // Of a very large office only the team at hand is offered.
  const { people, more } =
    first.more && view.team !== null
      ? { ...(await locals.call<Assignable>('identity.list-assignable', { team: view.team })), more: true }
      : first;
  if (actor.partyId !== null && person !== null) {
    own.set(actor.partyId, `${say(person.name, language)} (${t('act.person.me')})`);
  }
  if (view.assignee !== null && !own.has(view.assignee.id)) {
    own.set(view.assignee.id, `${say(view.assignee.name, language)} · ${t('act.person.now')}`);
  }
  for (const { id, name, team } of people) {
    if (own.has(id) || others.has(id)) continue;
    (team === view.team ? own : others).set(id, `${say(name, language)} · ${names.team(team)}`);
  }
  return { list: choicesOf(new Map([...own, ...others])), hint: more ? t('act.person.limited') : null };
}

const choicesOf = (known: ReadonlyMap<string, string>): Choice[] =>
  [...known].map(([value, label]) => ({ value, label }));

/** Ready answers for the long text of an action's form; undefined where it has none, or nobody wrote any. */
async function phrasesFor(
  locals: App.Locals,
  id: string,
  opened: { readonly action: string; readonly form: PageActions['offered'][number]['form'] } | undefined,
): Promise<FormPhrases | undefined> {
  const field = opened?.form.find(({ type }) => type === 'longText');
  if (opened === undefined || field === undefined) return undefined;
  const { language, items } = await locals.call<OfferedPhrases>('reports.offer-phrases', { id, action: opened.action });
  return {
    field: field.key,
    language,
    items: items.map(({ key, title, text }) => ({
      key,
      title: say(title, locals.language),
      texts: Object.entries(text).map(([tag, words]) => ({ language: tag, text: words ?? '' })),
    })),
  };
}

function dueOf(view: CaseView, language: Language): OpenReport['due'] {
  const of = ({ title }: CaseView['clocks'][number], at: string, state: 'running' | 'paused' | 'met') => ({
    at,
    state,
    title: say(title, language),
  });
  const norm = view.clocks.find(({ key }) => key === 'norm');
  if (norm?.dueAt != null) {
    if (norm.status === 'paused' || norm.status === 'running') return of(norm, norm.dueAt, norm.status);
    const met = norm.stoppedAt !== null && Date.parse(norm.stoppedAt) <= Date.parse(norm.dueAt);
    return met && view.category !== 'closed' ? of(norm, norm.dueAt, 'met') : null;
  }
  const [next] = view.clocks
    .flatMap((clock) => (clock.status === 'running' && clock.dueAt !== null ? [{ clock, at: clock.dueAt }] : []))
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return next === undefined ? null : of(next.clock, next.at, 'running');
}

/**
 * A report with its photos and what may be done on it. A report that is not there, or not the reader's to see, is a 404.
 * @param asked chooses the action whose form is open, among those offered
 */
export async function openReport(
  locals: App.Locals,
  id: string,
  asked: (offers: (action: string) => boolean) => string | null,
): Promise<{ view: CaseView; names: Names; report: OpenReport; form: OpenForm | null; around: FormSurroundings }> {
  const { language, actor } = locals;
  const t = workspace(language);
  const names = await namesFor(locals);
  const [view, { photos }] = await Promise.all([
    locals.call<CaseView>('cases.get-case', { id }),
    locals.call<{ photos: Photos }>('reports.list-photos', { id }),
  ]).catch((problem) => {
    if (isProblem(problem) && problem.status === 404) {
      error(404, { message: problem.message, code: problem.code, text: problem.text });
    }
    throw problem;
  });
  const category = categoryOf(view);
  const mine = view.assignee !== null && view.assignee.id === actor.partyId;
  const theirs = mine || (view.team !== null && actor.teams.includes(view.team));
  const actions = actionsOf(view, theirs, language, {
    right: t('act.category'),
    part: t('act.category.part'),
  });
  const note = view.actions.find(({ action, offered }) => action === 'note' && offered);
  const offered = [
    ...actions.offered,
    ...(note === undefined ? [] : [{ ...note, title: say(note.title, language), primary: false }]),
  ];
  const chosen = asked((action) => offered.some((one) => one.action === action));
  const opened = offered.find(({ action }) => action === chosen);
  const people = opened?.form.some(({ type }) => type === 'party')
    ? await peopleFor(locals, view, names, language)
    : { list: [], hint: null };
  const phrases = await phrasesFor(locals, id, opened);
  const owner = view.data.outsideOwner as { name?: Text } | null | undefined;
  const priorityName = names.catalogue.priorities[view.priority - 1]?.name;
  return {
    view,
    names,
    around: {
      ...surroundingsOf(view, names, photos, people, language, t('act.agency.usual')),
      ...(phrases === undefined ? {} : { phrases }),
    },
    form:
      opened === undefined
        ? null
        : {
            action: opened.action,
            title: opened.title,
            fields: neededFields(view, opened),
            values: startingValues(view, opened),
            undo: undoOf(view, opened.action),
          },
    report: {
      id: view.id,
      number: view.number,
      version: view.version,
      what: say(category.name, language),
      categoryCode: category.code,
      state: view.state,
      stateTitle: say(view.stateTitle, language),
      meaning: meaningOf(view.state, view.category),
      closed: view.category === 'closed',
      priority: view.priority,
      priorityName: priorityName === undefined ? '' : say(priorityName, language),
      escalation: view.escalation,
      reopened: view.reopened,
      team: names.team(view.team),
      assignee: view.assignee === null ? null : say(view.assignee.name, language),
      assigneeIsMe: mine,
      due: dueOf(view, language),
      partOf: (view.data.partOf as OpenReport['partOf'] | undefined) ?? null,
      parts: view.children.map((part) => rowOf(part, names, language)),
      said: textAt(view, 'description'),
      place: {
        point: view.place,
        district: names.district(view.districtId),
        municipality: names.municipality(view.municipalityId),
        address: textAt(view, 'address'),
        landmark: textAt(view, 'landmark'),
      },
      evidence: category.evidence,
      limitMetres: closingRadius(view),
      texts: TEXTS.flatMap((key) => {
        const text = textAt(view, key);
        return text === null ? [] : [{ key, text }];
      }),
      outsideOwner: owner?.name === undefined ? null : say(owner.name, language),
      photos,
      actions,
      story: storyOf(view, names, language),
    },
  };
}
