import { z } from 'zod';
import { type Actor, hasRole } from '#kernel/actor.ts';
import { plainText } from '#kernel/arabic.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { staff } from '#platform/policy.ts';
import { CaseId, ListInput } from './model-view.ts';
import { filterOf, scopeOf } from './operations-read.ts';
import { refuse } from './problems.ts';
import { countCases } from './store-lists.ts';
import {
  countOwnLists,
  forgetDeleted,
  lockSavedList,
  markDeleted,
  moveSavedList,
  putFirstList,
  putSavedList,
  readSavedLists,
  type SavedList,
} from './store-saved.ts';

/** Lists one person may keep. */
const MOST_OWN = 30;
/** Lists shown to one person, their own and their teams'. */
const MOST_SHOWN = 60;
/** Counts beside lists stop here: a list of more is "more than". */
const COUNT_MOST = 500;
/** Counted at most; the names of lists beyond them stand without a number. */
const MOST_COUNTED = 20;
/** How long a deletion can be undone. */
const UNDO_DAYS = 7;

const Filter = ListInput.omit({ after: true, limit: true });
const Page = z.enum(['triage', 'work']);

const SavedView = z.object({
  id: z.string(),
  page: Page,
  name: z.string(),
  filter: z.record(z.string(), z.json()),
  /** The team it is shown to; null for its owner's eyes only. */
  team: z.string().nullable(),
  own: z.boolean(),
  /** Whether the reader may rename, share and delete it. */
  editable: z.boolean(),
  /** The reader begins the page with it. */
  first: z.boolean(),
  /** How many cases it holds for this reader; null where it was not counted. */
  total: z.object({ count: z.int(), atLeast: z.boolean() }).nullable(),
});

/** Its owner, and for what a team sees also whoever leads. */
const mayChange = (actor: Actor, list: SavedList): boolean =>
  list.ownerId === actor.partyId || (list.team !== null && hasRole(actor, 'supervisor', 'administrator'));

const mayShare = (actor: Actor, team: string): boolean =>
  actor.teams.includes(team) || hasRole(actor, 'supervisor', 'administrator');

/** @throws Problem cases.list-unknown */
async function changeable(tx: Tx, context: OperationContext, id: string) {
  const list = await lockSavedList(tx, id);
  if (list === undefined || !mayChange(context.actor, list)) throw refuse['list-unknown']();
  context.about({ type: 'list', id });
  return list;
}

/** Lists that people narrow and name: kept for themselves or shown to their team. */
export function savedOperations(): Operation[] {
  return [
    operation({
      name: 'cases.list-saved',
      summary: { ar: 'القوائم المحفوظة للموظف وفرقه', en: 'The saved lists of an employee and their teams' },
      kind: 'query',
      who: [staff()],
      route: { method: 'GET', path: '/saved-lists' },
      rate: 'read',
      input: z.strictObject({ page: Page.optional() }),
      output: z.object({ lists: z.array(SavedView) }),
      async run(tx, { page }, context) {
        const { actor } = context;
        const reach = scopeOf(context);
        const found = await readSavedLists(tx, actor.partyId!, actor.teams, MOST_SHOWN);
        const lists = [];
        let counted = 0;
        for (const list of found.filter((one) => page === undefined || one.page === page)) {
          // A filter kept from before may name what lists can no longer be asked for: shown, but not counted.
          const input = Filter.safeParse(list.filter);
          counted += 1;
          const filter = input.success ? filterOf({ ...input.data, limit: 1 }, reach, context) : undefined;
          const total =
            counted > MOST_COUNTED || !input.success
              ? null
              : filter === undefined
                ? { count: 0, atLeast: false }
                : await countCases(tx, filter, COUNT_MOST);
          lists.push({
            id: list.id,
            page: list.page,
            name: list.name,
            filter: list.filter as z.infer<typeof SavedView>['filter'],
            team: list.team,
            own: list.ownerId === actor.partyId,
            editable: mayChange(actor, list),
            first: list.first,
            total,
          });
        }
        return { lists };
      },
    }),
    operation({
      name: 'cases.save-list',
      summary: { ar: 'حفظ قائمة محددة باسم', en: 'Save a narrowed list under a name' },
      kind: 'command',
      who: [staff()],
      route: { method: 'POST', path: '/saved-lists' },
      rate: 'write',
      input: z.strictObject({
        page: Page,
        name: plainText({ min: 1, max: 60 }),
        filter: Filter,
        team: z.string().max(60).nullable().default(null),
        first: z.boolean().default(false),
      }),
      output: z.object({ id: z.string() }),
      async run(tx, { page, name, filter, team, first }, context) {
        const { actor, now } = context;
        if (team !== null && !mayShare(actor, team)) throw refuse['list-team']();
        await forgetDeleted(tx, actor.partyId!, now.subtract({ hours: UNDO_DAYS * 24 }).toString());
        const { count, next } = await countOwnLists(tx, actor.partyId!);
        if (count >= MOST_OWN) throw refuse['lists-full']();
        const id = context.newId();
        await putSavedList(
          tx,
          { id, ownerId: actor.partyId!, team, page, name, filter, position: next },
          now.toString(),
        );
        if (first) await putFirstList(tx, actor.partyId!, page, id);
        context.about({ type: 'list', id });
        return { id };
      },
    }),
    operation({
      name: 'cases.change-list',
      summary: { ar: 'تعديل قائمة محفوظة أو ترتيبها', en: 'Rename, share or move a saved list' },
      kind: 'command',
      who: [staff()],
      route: { method: 'PATCH', path: '/saved-lists/{listId}' },
      rate: 'write',
      input: z.strictObject({
        listId: CaseId,
        name: plainText({ min: 1, max: 60 }).optional(),
        team: z.string().max(60).nullable().optional(),
        filter: Filter.optional(),
        move: z.enum(['up', 'down']).optional(),
      }),
      output: z.object({ id: z.string() }),
      async run(tx, { listId, name, team, filter, move }, context) {
        const list = await changeable(tx, context, listId);
        if (list.deleted) throw refuse['list-unknown']();
        if (team && team !== list.team && !mayShare(context.actor, team)) throw refuse['list-team']();
        await putSavedList(
          tx,
          {
            ...list,
            name: name ?? list.name,
            team: team === undefined ? list.team : team,
            filter: filter ?? list.filter,
          },
          context.now.toString(),
        );
        if (move !== undefined) await moveSavedList(tx, list, move);
        return { id: listId };
      },
    }),
    operation({
      name: 'cases.begin-with-list',
      summary: { ar: 'جعل قائمة محفوظة بداية صفحتها', en: 'Begin a page with a saved list, or no longer' },
      kind: 'command',
      who: [staff()],
      route: { method: 'PUT', path: '/saved-lists-first/{page}' },
      rate: 'write',
      input: z.strictObject({ page: Page, listId: CaseId.nullable() }),
      output: z.object({ page: Page, listId: z.string().nullable() }),
      async run(tx, { page, listId }, { actor, about }) {
        if (listId !== null) {
          const shown = await readSavedLists(tx, actor.partyId!, actor.teams, MOST_SHOWN);
          if (!shown.some((one) => one.id === listId && one.page === page)) throw refuse['list-unknown']();
          about({ type: 'list', id: listId });
        }
        await putFirstList(tx, actor.partyId!, page, listId);
        return { page, listId };
      },
    }),
    operation({
      name: 'cases.delete-list',
      summary: { ar: 'حذف قائمة محفوظة، أو التراجع عن حذفها', en: 'Delete a saved list, or undo that' },
      kind: 'command',
      who: [staff()],
      route: { method: 'DELETE', path: '/saved-lists/{listId}' },
      rate: 'write',
      input: z.strictObject({ listId: CaseId, undo: z.boolean().default(false) }),
      output: z.object({ id: z.string(), deleted: z.boolean() }),
      async run(tx, { listId, undo }, context) {
        const list = await changeable(tx, context, listId);
        if (undo) await putSavedList(tx, list, context.now.toString());
        else await markDeleted(tx, listId, context.now.toString());
        return { id: listId, deleted: !undo };
      },
    }),
  ];
}
