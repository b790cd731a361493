import type { Audience, CaseEvent, CaseEventOf, TimelineEntry, VisibleEntry } from './model.ts';

const isHead = (event: CaseEvent): event is CaseEventOf<'opened'> | CaseEventOf<'action-recorded'> =>
  event.type === 'opened' || event.type === 'action-recorded';

const find = <T extends CaseEvent['type']>(events: readonly CaseEvent[], type: T): CaseEventOf<T> | undefined =>
  events.findLast((event): event is CaseEventOf<T> => event.type === type);

/** What an edit changed in the words of a case, by the number of its entry: each field's text before and after it. */
export function editedTexts(
  actions: readonly { readonly seq: number; readonly action: string; readonly events: readonly CaseEvent[] }[],
): ReadonlyMap<number, readonly { readonly key: string; readonly before: string; readonly after: string }[]> {
  const held = new Map<string, string>();
  const edited = new Map<number, { key: string; before: string; after: string }[]>();
  for (const { seq, action, events } of actions) {
    for (const event of events) {
      if (event.type !== 'opened' && event.type !== 'data-set') continue;
      for (const [key, value] of Object.entries(event.data)) {
        if (typeof value !== 'string' && value !== null) continue;
        const [before, after] = [held.get(key) ?? '', value ?? ''];
        held.set(key, after);
        if (action !== 'edit' || before === after) continue;
        edited.set(seq, [...(edited.get(seq) ?? []), { key, before, after }]);
      }
    }
  }
  return edited;
}

/** The entries `audience` may see, and of each what it may see: only the office learns who acted. */
export function visibleTimeline(entries: readonly TimelineEntry[], audience: Audience): VisibleEntry[] {
  return entries.flatMap(({ seq, events }) => {
    const head = events[0];
    if (!head || !isHead(head) || !head.audience.includes(audience)) return [];
    const moved = find(events, 'state-changed') ?? find(events, 'merged-into');
    return [
      {
        seq,
        at: head.at,
        action: head.type === 'opened' ? 'open' : head.action,
        partyId: audience === 'office' ? head.partyId : null,
        audience: head.audience,
        state: moved === undefined ? null : moved.type === 'state-changed' ? moved.to : moved.state,
        note: find(events, 'note-added')?.text ?? null,
      },
    ];
  });
}
