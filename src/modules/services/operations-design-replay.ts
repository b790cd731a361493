import type { ActionRow, CaseState, CaseType, Sheet, SheetSetting } from '#modules/cases/api.ts';
import { fieldsShown, settleSheet, sheetOf, sheetProblems, sheetValue } from '#modules/cases/api.ts';
import type { Fee, ServiceDefinition, ServiceOffer } from './model.ts';
import { askedFields } from './rules-compose.ts';
import { feeOf } from './rules-fees.ts';

/** What a past application would have met with under another version. Null and empty: no difference. */
export interface Replayed {
  /** Answers that would be missing or wrong, and conditions that would not be met. */
  readonly refused: readonly { readonly path: string; readonly text: Readonly<Record<string, string>> }[];
  readonly fee: { readonly before: number; readonly after: number | null; readonly currency: string } | null;
  /** The time to a decision: amount and unit. */
  readonly time: { readonly before: string; readonly after: string } | null;
  /** The first action that could not be taken, or would lead elsewhere. */
  readonly path: {
    readonly action: string;
    readonly from: string;
    readonly before: string;
    readonly after: string | null;
  } | null;
}

export interface ReplayGiven {
  readonly type: CaseType;
  readonly definition: ServiceDefinition;
  readonly offer: ServiceOffer;
  /** The case as it is, the type it was made under, and its timeline. */
  readonly state: CaseState;
  readonly before: CaseType;
  readonly entries: readonly Pick<ActionRow, 'action' | 'events'>[];
  readonly setting: SheetSetting;
}

const timeOf = (type: CaseType, sheet: Sheet): string => {
  const { norm } = type.clocks;
  if (norm === undefined) return '–';
  const amount = typeof norm.amount === 'number' ? norm.amount : sheetValue(sheet, norm.amount);
  const written = typeof amount === 'number' || typeof amount === 'string' ? String(amount) : '–';
  return `${written} ${norm.unit}`;
};

/** Runs a past application through a version of its service, as on the day it was made. */
export function replay({ type, definition, offer, state, before, entries, setting }: ReplayGiven): Replayed {
  const asked = askedFields(definition);
  const known = Object.fromEntries(
    asked.flatMap((key) => (state.data[key] === undefined ? [] : [[key, state.data[key]]])),
  );
  const data = { ...known, service: state.data.service, terms: { ...offer.terms, team: offer.team } };
  const sheet = settleSheet(sheetOf(type, data as Sheet['data'], setting));
  const shown = fieldsShown(
    sheet,
    definition.pages.flatMap(({ fields }) => fields),
  ).map(({ key }) => key);
  const refused = [
    ...sheetProblems(sheet, shown).map(({ path, text }) => ({ path, text: text as Readonly<Record<string, string>> })),
    ...definition.eligible
      .filter(({ must }) => sheetValue(sheet, must) !== true)
      .map(({ text }) => ({ path: 'eligible', text })),
  ];
  const paid = state.data.fee as unknown as Fee | undefined;
  const due = definition.fees === undefined ? { total: 0 } : feeOf(definition.fees, (feel) => sheetValue(sheet, feel));
  const fee = {
    before: paid?.total ?? 0,
    after: due?.total ?? null,
    currency: definition.fees?.currency ?? paid?.currency ?? '',
  };
  const then = timeOf(before, settleSheet(sheetOf(before, state.data, setting)));
  const now = timeOf(type, sheet);
  return {
    refused,
    fee: fee.before === fee.after ? null : fee,
    time: then === now ? null : { before: then, after: now },
    path: pathOf(type, entries, settleSheet(sheetOf(type, { ...state.data, ...data } as Sheet['data'], setting))),
  };
}

/** The first step of a timeline that the flow of a type does not have, or that leads elsewhere in it. */
export function pathOf(
  { flow }: Pick<CaseType, 'flow'>,
  entries: ReplayGiven['entries'],
  sheet: Sheet,
): Replayed['path'] {
  for (const { action: entered, events } of entries) {
    // What a clock or the end of an opinion set in motion is entered under their name; the step taken stands within.
    const recorded = events.find((event) => event.type === 'action-recorded');
    const action = recorded?.type === 'action-recorded' ? recorded.action : entered;
    const moved = events.find((event) => event.type === 'state-changed');
    // Coming back from a correction is the engine's own and leads to where it was.
    if (moved?.type !== 'state-changed' || action === 'correct') continue;
    const { from, to: reached } = moved;
    const step = flow.actions[action];
    const offered = step !== undefined && (step.from === '*' || step.from.includes(from));
    const to = step?.to;
    const leads =
      typeof to === 'string' || to === undefined
        ? to
        : to.find(({ when }) => when === undefined || sheetValue(sheet, when) === true)?.to;
    const after = offered ? (leads ?? from) : null;
    if (after !== reached) return { action, from, before: reached, after };
  }
  return null;
}
