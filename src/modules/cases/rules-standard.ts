import type { Bilingual } from '#kernel/text.ts';
import type { Audience, CaseState, CaseType, Field, Key } from './model.ts';
import type { Compiled } from './rules-compiled.ts';
import { permitted, type Setting } from './rules-setting.ts';

/** Actions whose meaning the engine knows, in the words of the product; types do not use these keys. */
export const STANDARD_TITLES = {
  note: { ar: 'إضافة ملاحظة', en: 'Add a note' },
  edit: { ar: 'تعديل البيانات', en: 'Edit details' },
  assign: { ar: 'إسناد المعاملة', en: 'Assign' },
  setPriority: { ar: 'تحديد الأولوية', en: 'Set priority' },
  requestCorrection: { ar: 'إعادة للاستكمال', en: 'Ask for a correction' },
  correct: { ar: 'استكمال البيانات', en: 'Correct' },
  merge: { ar: 'ضم إلى معاملة أخرى', en: 'Merge into another case' },
  split: { ar: 'فصل المعاملة', en: 'Split off again' },
} satisfies Record<string, Bilingual>;
export type StandardAction = keyof typeof STANDARD_TITLES;
export const STANDARD_ACTIONS = Object.keys(STANDARD_TITLES) as StandardAction[];
export const isStandard = (action: string): action is StandardAction => Object.hasOwn(STANDARD_TITLES, action);

/** What the timeline calls entries that are no action of the type. */
export const SYSTEM_TITLES = {
  open: { ar: 'فتح المعاملة', en: 'Opened' },
  clock: { ar: 'انقضاء مدة', en: 'A time limit passed' },
  clockWarned: { ar: 'قرب انقضاء مدة', en: 'A time limit is near' },
  moderate: { ar: 'تعديل ما يُنشر للعموم', en: 'What the public sees was changed' },
  claim: { ar: 'أُضيفت إلى حساب صاحبها', en: 'Its reporter added it to their account' },
  unfollow: { ar: 'إلغاء المتابعة', en: 'Somebody stopped following' },
  absorbed: { ar: 'ضم معاملة إلى هذه', en: 'Another case was merged into this one' },
  released: { ar: 'فصل معاملة عن هذه', en: 'A merged case was split off' },
  childChanged: { ar: 'تغيّر معاملة فرعية', en: 'A part of the work changed' },
} satisfies Record<string, Bilingual>;

/** Whether the type offers this standard action at all. */
export function exists(type: CaseType, action: StandardAction): boolean {
  const { standard = {}, states, actions } = type.flow;
  switch (action) {
    case 'edit':
      return Object.values(states).some(({ editable }) => editable !== undefined && editable.length > 0);
    case 'correct':
      return (
        standard.requestCorrection !== undefined ||
        Object.values(actions).some(({ effects }) => effects?.some((effect) => effect.do === 'requestCorrection'))
      );
    case 'split':
      return standard.merge !== undefined;
    default:
      return standard[action] !== undefined;
  }
}

/** The rules of `State.editable` that hold for the actor where the case is. */
const editing = (type: CaseType, state: CaseState, setting: Setting) =>
  (type.flow.states[state.state]?.editable ?? []).filter(({ by }) =>
    permitted(by, setting, state.place?.municipalityId ?? null),
  );

/** Who may take a standard action: permissions, or `false` where the state of the case leaves it to nobody. */
export function standardBy(type: CaseType, state: CaseState, action: StandardAction): readonly string[] | false {
  const { standard = {}, states } = type.flow;
  switch (action) {
    case 'edit':
      return states[state.state]?.editable?.flatMap(({ by }) => by) ?? false;
    case 'correct':
      return state.correction?.of ?? false;
    case 'split':
      return standard.merge!.by;
    default:
      return standard[action]!.by;
  }
}

/** Whether the state of the case allows a standard action. */
export function standardFits(type: CaseType, state: CaseState, action: StandardAction): boolean {
  switch (action) {
    case 'note':
    case 'edit':
      return true;
    case 'correct':
      return state.correction !== null;
    case 'split':
      return state.duplicateOf !== null;
    case 'requestCorrection':
      return type.flow.standard!.requestCorrection!.from.includes(state.state);
    default:
      return state.category !== 'closed';
  }
}

const AUDIENCE_TITLES: Record<Audience, Bilingual> = {
  applicant: { ar: 'صاحب العلاقة', en: 'The person concerned' },
  office: { ar: 'الموظفون', en: 'The office' },
  agency: { ar: 'الجهة المشاركة', en: 'The agency asked' },
  public: { ar: 'العموم', en: 'Everybody' },
};

/** The form of a standard action for this actor and where the case is now. */
export function standardForm(
  type: CaseType,
  compiled: Compiled,
  state: CaseState,
  action: StandardAction,
  setting: Setting,
): readonly Field[] {
  const { standard = {} } = type.flow;
  const known = (keys: readonly Key[]) => keys.flatMap((key) => compiled.fields.get(key) ?? []);
  switch (action) {
    case 'note': {
      const options = standard.note!.audiences.map((value) => ({ value, title: AUDIENCE_TITLES[value] }));
      return [
        { key: 'text', type: 'longText', title: { ar: 'الملاحظة', en: 'Note' }, required: true },
        { key: 'audience', type: 'multiChoice', title: { ar: 'تظهر لـ', en: 'Shown to' }, required: true, options },
      ];
    }
    case 'edit': {
      const rules = editing(type, state, setting);
      if (rules.some(({ fields }) => fields === '*')) return [...compiled.fields.values()];
      return known([...new Set(rules.flatMap(({ fields }) => fields as Key[]))]);
    }
    case 'assign':
      return [
        { key: 'team', type: 'text', title: { ar: 'الفريق', en: 'Team' }, max: 60 },
        { key: 'assignee', type: 'party', title: { ar: 'المكلّف', en: 'Assignee' } },
      ];
    case 'setPriority':
      return [
        { key: 'priority', type: 'integer', title: { ar: 'الأولوية', en: 'Priority' }, min: 1, max: 4, required: true },
      ];
    case 'requestCorrection': {
      const asked = standard.requestCorrection!.fields;
      const options = (asked ? known(asked) : compiled.opening).map(({ key, title }) => ({ value: key, title }));
      return [
        {
          key: 'fields',
          type: 'multiChoice',
          title: { ar: 'البيانات المطلوب استكمالها', en: 'What is to be corrected' },
          required: true,
          options,
        },
        { key: 'message', type: 'longText', title: { ar: 'المطلوب تحديدًا', en: 'What is needed' }, required: true },
      ];
    }
    case 'correct':
      return known(state.correction?.fields ?? []);
    case 'merge':
    case 'split':
      return [];
  }
}
