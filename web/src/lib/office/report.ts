import { type Language, say, type Text } from '#kernel/text.ts';
import type { CaseView, Field, TimelineItem } from '#modules/cases/api.ts';
import { categoriesByGroup } from '$lib/category-groups.ts';
import type { FormSurroundings } from '$ui/case-form/case-form.ts';
import type { StatusMeaning } from '$ui/status-tag/status.ts';
import type { TimelineEntry } from '$ui/timeline/timeline.ts';
import { inputName, textOfValue } from './form-names.ts';
import { CLOSED_STATES } from './lists.ts';
import type { Names } from './lookups.ts';
import { meaningOf } from './rows.ts';

export interface Photo {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly display: string;
  readonly thumbnail: string;
  readonly state?: 'ready' | 'checking' | 'blocked';
}
export type Photos = Readonly<Record<'photos' | 'photosBefore' | 'photosAfter' | 'publicPhotos', readonly Photo[]>>;

/** The category a report was made under, as far as pages show it. */
export interface CategoryFacts {
  readonly code: string;
  readonly name: Text;
  readonly department: string;
  readonly safety: boolean;
  readonly public: boolean;
  readonly externalOwner: { readonly code: string } | null;
  readonly evidence: { readonly photoBefore: boolean; readonly photoAfter: boolean; readonly position: boolean };
  readonly resolve: { readonly amount: number; readonly unit: 'hour' | 'day' | 'workingDay' };
}

export const categoryOf = (view: CaseView): CategoryFacts => view.data.category as unknown as CategoryFacts;
export const textAt = (view: CaseView, key: string): string | null => {
  const value = view.data[key];
  return typeof value === 'string' && value !== '' ? value : null;
};
export const closingRadius = (view: CaseView): number | null => {
  const terms = view.data.terms as { closingRadiusMetres?: number } | undefined;
  return categoryOf(view).evidence.position ? (terms?.closingRadiusMetres ?? null) : null;
};

/** In which order actions stand, the way a report goes; those a type adds come after. */
const ORDER = [
  'triage',
  'dispatch',
  'start',
  'resolve',
  'ownerDone',
  'ownerAccepted',
  'ownerReturned',
  'correct',
  'assign',
  'reclassify',
  'askReporter',
  'handOver',
  'startPart',
  'setPriority',
  'edit',
  'confirm',
  'notFixed',
  'closeWithReason',
  'reopen',
  'reject',
  'cancelPart',
  'cancel',
];
/** Actions for which the page asks a category: the right one, or that of the part. */
export const WITH_CATEGORY: readonly string[] = ['reclassify', 'startPart'];
/** Offered elsewhere on the page: notes at the timeline, merging beside the duplicates, following on the public page. */
const ELSEWHERE = ['note', 'merge', 'split', 'follow'];

const placeOf = (action: string) => {
  const at = ORDER.indexOf(action);
  return at < 0 ? ORDER.length : at;
};

export interface PageAction {
  readonly action: string;
  readonly title: string;
  readonly form: readonly Field[];
  /** The one step that comes next for this reader. */
  readonly primary: boolean;
}

export interface PageActions {
  readonly offered: readonly PageAction[];
  readonly others: readonly { readonly title: string; readonly reason: string }[];
  readonly mayNote: boolean;
  readonly mayMerge: boolean;
  readonly maySplit: boolean;
}

/** What the reader most likely came to do: sorting where nobody has, the work itself where it is theirs. */
function nextStep(view: CaseView, offered: readonly string[], theirs: boolean): string | undefined {
  const steps = theirs
    ? view.state === 'on_site'
      ? ['resolve']
      : ['triage', 'start', 'resolve', 'ownerDone', 'dispatch']
    : view.state === 'received'
      ? ['triage', 'dispatch']
      : ['triaged', 'reopened'].includes(view.state)
        ? ['dispatch']
        : view.category === 'waiting'
          ? ['ownerDone', 'correct']
          : [];
  return steps.find((step) => offered.includes(step));
}

/** The actions of a case as its page offers them. `theirs`: the case is with a team of the reader, or with the reader. */
export function actionsOf(
  view: CaseView,
  theirs: boolean,
  language: Language,
  categoryTitle: { readonly right: string; readonly part: string },
): PageActions {
  const category = (action: string): Field => ({
    key: 'category',
    type: 'object',
    title: { [language]: action === 'startPart' ? categoryTitle.part : categoryTitle.right },
    required: true,
  });
  const shown = view.actions.filter(({ action }) => !ELSEWHERE.includes(action));
  const sorted = shown.toSorted((a, b) => placeOf(a.action) - placeOf(b.action));
  const names = sorted.filter(({ offered }) => offered).map(({ action }) => action);
  const next = nextStep(view, names, theirs);
  const offers = (action: string) => view.actions.some((one) => one.action === action && one.offered);
  return {
    offered: sorted
      .filter(({ offered }) => offered)
      .map(({ action, title, form }) => ({
        action,
        title: say(title, language),
        // The page asks the right category beside the reason; the engine takes it as a fact, not as input.
        form: WITH_CATEGORY.includes(action) ? [category(action), ...form] : form,
        primary: action === next,
      }))
      .toSorted((a, b) => Number(b.primary) - Number(a.primary)),
    others: sorted
      .filter(({ offered, reason }) => !offered && reason !== null)
      .map(({ title, reason }) => ({ title: say(title, language), reason: say(reason!, language) })),
    mayNote: offers('note'),
    mayMerge: offers('merge'),
    maySplit: offers('split'),
  };
}

/** What the fields of a form hold before anybody types: what the case holds, and for a note only the office. */
export function startingValues(
  view: CaseView,
  { action, form }: Pick<PageAction, 'action' | 'form'>,
): Record<string, string> {
  const values: Record<string, string> = {};
  for (const { key, type } of form) {
    if (type === 'files' && key !== 'publicPhotos') continue;
    const held =
      action === 'assign' || action === 'dispatch'
        ? ({ team: view.team, assignee: action === 'assign' ? (view.assignee?.id ?? null) : null }[key] ??
          view.data[key])
        : key === 'urgency' || key === 'priority'
          ? view.priority
          : view.data[key];
    const text = textOfValue(type, held);
    if (text !== '') values[inputName(key)] = text;
  }
  if (action === 'note') values[inputName('audience')] = 'office';
  return values;
}

/**
 * The fields of an action's form with those marked as needed that the evidence of the category asks for: the engine
 * checks them when the action is taken, the page says so before.
 */
export function neededFields(view: CaseView, { action, form }: Pick<PageAction, 'action' | 'form'>): readonly Field[] {
  const { evidence } = categoryOf(view);
  const reporterGave = Array.isArray(view.data.photos) && view.data.photos.length > 0;
  const needed: Readonly<Record<string, Readonly<Record<string, boolean>>>> = {
    resolve: {
      resolution: true,
      photosBefore: evidence.photoBefore && !reporterGave,
      photosAfter: evidence.photoAfter,
      closingPosition: evidence.position,
      openPartsReason: true,
    },
    ownerDone: { resolution: true, openPartsReason: true },
    notFixed: { whyNotFixed: true },
  };
  return form.map((field) => (needed[action]?.[field.key] ? { ...field, required: true } : field));
}

/** What an undo of this action sends: the values before it, as `field=value` lines; null where nothing takes it back. */
export function undoOf(view: CaseView, action: string): string | null {
  if (action === 'setPriority') return new URLSearchParams({ priority: String(view.priority) }).toString();
  if (action === 'reclassify') return new URLSearchParams({ category: categoryOf(view).code }).toString();
  if (action !== 'assign' || view.team === null) return null;
  return new URLSearchParams({
    team: view.team,
    ...(view.assignee === null ? {} : { assignee: view.assignee.id }),
  }).toString();
}

/** Choices and photos of the case's forms. */
export function surroundingsOf(
  view: CaseView,
  names: Names,
  photos: Photos,
  people: { readonly list: FormSurroundings['people']; readonly hint: string | null },
  language: Language,
  usual: string,
): FormSurroundings {
  const { catalogue } = names;
  const { code, externalOwner } = categoryOf(view);
  const category = catalogue.categories.find((one) => one.code === code);
  const likely = [externalOwner?.code, ...(category?.furtherOwners ?? [])];
  const label = ({ name }: { name: Text }) => say(name, language);
  const kept = (list: readonly Photo[]) => list.map(({ id, thumbnail }) => ({ id, secret: null, thumbnail }));
  return {
    teams: names.teams.map((team) => ({ value: team.code, label: label(team) })),
    people: people.list,
    peopleHint: people.hint,
    agencies: catalogue.agencies
      .map((agency) => ({
        value: agency.code,
        label: likely.includes(agency.code) ? `${label(agency)} (${usual})` : label(agency),
      }))
      .toSorted((a, b) => Number(likely.includes(b.value)) - Number(likely.includes(a.value))),
    categories: categoriesByGroup(catalogue, language, ({ active }) => active),
    priorities: catalogue.priorities.map(label),
    photos: {
      photosBefore: kept(photos.photosBefore),
      photosAfter: kept(photos.photosAfter),
      all: kept([...photos.photos, ...photos.photosBefore, ...photos.photosAfter]),
    },
    target: view.place,
    limitMetres: closingRadius(view),
  };
}

const BY = { applicant: 'person', office: 'staff', agency: 'agency', system: 'system' } as const;

export interface StoryEntry extends TimelineEntry {
  readonly seq: number;
  readonly action: string;
  readonly note: boolean;
  /** Who may see a note; null for anything else, which says it by its kind. */
  readonly shownTo: readonly TimelineItem['audience'][number][] | null;
  readonly remarks: readonly { readonly title: string | null; readonly text: string }[];
}

/** The timeline of a case, newest first, with codes of teams spelt out. */
export function storyOf(view: CaseView, names: Names, language: Language): StoryEntry[] {
  const category = (state: string | null): StatusMeaning | null => {
    if (state === null) return null;
    const closed = CLOSED_STATES.some((one) => one === state);
    return meaningOf(
      state,
      closed ? 'closed' : state.startsWith('waiting') ? 'waiting' : state === 'resolved' ? 'done' : 'open',
    );
  };
  return view.timeline
    .map((item): StoryEntry => {
      const meaning = category(item.state ?? (item.action === 'open' ? 'received' : null));
      const isNote = item.action === 'note';
      return {
        id: String(item.seq),
        seq: item.seq,
        at: item.at,
        action: item.action,
        by: BY[item.by],
        ...(item.name === null ? {} : { name: say(item.name, language) }),
        title: say(item.title, language),
        ...(item.note === null ? {} : { text: item.note }),
        ...(meaning === null || item.stateTitle === null
          ? {}
          : { status: { meaning, label: say(item.stateTitle, language) } }),
        note: isNote,
        shownTo: isNote ? item.audience : null,
        remarks: [
          ...item.remarks
            // The text of a note stands already where notes do.
            .filter(({ text }) => text !== item.note)
            .map(({ title, text }) => ({ title: say(title, language), text: names.team(text) ?? text })),
        ],
      };
    })
    .toReversed();
}
