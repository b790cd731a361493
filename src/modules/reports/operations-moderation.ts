import { z } from 'zod';
import { plainText } from '#kernel/arabic.ts';
import type { Id } from '#kernel/id.ts';
import type { LoadedCase } from '#modules/cases/api.ts';
import { readCursor, writeCursor } from '#modules/cases/api.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { anyone, tenantRole } from '#platform/policy.ts';
import { FLAG_REASONS, WITHHELD_REASONS } from './model-moderation.ts';
import { ReportId } from './operations-input.ts';
import { ModerationQueue, ModerationView, type QueueItem } from './operations-moderation-views.ts';
import { photoStates } from './operations-photos.ts';
import { offensiveWordsOf, REPORT_TYPE, type ReportParts, reportData } from './operations-shared.ts';
import { reportProblems } from './problems.ts';
import { hintsIn, offeredWording, publicText, shownPhotos, withholds } from './rules.ts';
import {
  countQueue,
  findDecisions,
  findFlags,
  findQueued,
  insertDecision,
  insertFlag,
  listQueue,
  queueForLook,
  settleQueue,
} from './store-moderation.ts';

const MODERATORS = ['triage', 'agent940', 'supervisor', 'administrator'] as const;
const COUNT_MOST = 1_000;
const MOST_FLAGS = 20;
const EXCERPT = 160;

export function moderationOperations(parts: ReportParts): Operation[] {
  const { cases, documents, identity } = parts;

  async function load(tx: Tx, context: OperationContext, id: string): Promise<LoadedCase> {
    const loaded = await cases.findCase(tx, context, { id });
    if (loaded?.state.type.id !== REPORT_TYPE || !cases.mayRead(context.actor, loaded.state)) {
      throw reportProblems['not-found']();
    }
    return loaded;
  }

  /** Every photo somebody may want to show: the reporter's and the crew's, each once. */
  function candidatesOf({ state }: LoadedCase): string[] {
    const before = Array.isArray(state.data.photosBefore) ? state.data.photosBefore.map(String) : [];
    const { photos, photosAfter, publicPhotos } = reportData(state);
    return [...new Set([...photos, ...before, ...photosAfter, ...publicPhotos])];
  }

  async function view(tx: Tx, context: OperationContext, loaded: LoadedCase): Promise<ModerationView> {
    const { state } = loaded;
    const data = reportData(state);
    const words = offensiveWordsOf(context.tenant);
    const queued = await findQueued(tx, state.id);
    const decisions = await findDecisions(tx, state.id);
    const names = await identity.displayNames(
      tx,
      decisions.flatMap(({ by }) => by ?? []),
    );
    const shown = shownPhotos(data);
    const [row] = await cases.list(
      tx,
      { type: REPORT_TYPE, number: state.number, public: true },
      'newest',
      undefined,
      1,
    );
    return {
      id: state.id,
      number: state.number,
      category: data.category.name,
      public: row !== undefined,
      waiting: queued?.waiting ?? false,
      why: queued?.waiting ? [...queued.why] : [],
      since: queued?.since ?? null,
      description: data.description,
      hints: data.description === null ? [] : hintsIn(data.description, words),
      wording: offeredWording(data, words),
      shown: publicText({ ...data, words }),
      textShown: data.moderation?.textShown ?? true,
      decided: data.moderation !== null,
      photos: (await photoStates(tx, context, documents, candidatesOf(loaded))).map((photo) => ({
        ...photo,
        shown: shown.includes(photo.id),
      })),
      flags: (await findFlags(tx, state.id, MOST_FLAGS)).map(({ reason, note, at }) => ({ reason, note, at })),
      history: decisions.map(({ at, by, textShown, wording, photos, reason, note }) => ({
        at,
        by: by === null ? null : ((names.get(by) as Record<string, string> | undefined) ?? null),
        textShown,
        wording,
        photos: photos.length,
        reason,
        note,
      })),
    };
  }

  return [
    operation({
      name: 'reports.list-moderation',
      summary: { ar: 'ما ينتظر النظر قبل النشر', en: 'What waits for a look before the public sees it' },
      kind: 'query',
      who: [tenantRole(...MODERATORS)],
      route: { method: 'GET', path: '/reports-moderation' },
      rate: 'read',
      input: z.strictObject({
        after: z.string().max(200).optional(),
        limit: z.coerce.number().int().min(1).max(100).default(30),
      }),
      output: ModerationQueue,
      async run(tx, { after, limit }, context) {
        const { municipalityIds } = cases.scope(context.actor);
        const cursor = after === undefined ? undefined : readCursor(after);
        const found = await listQueue(tx, municipalityIds, cursor, limit + 1);
        const count = await countQueue(tx, municipalityIds, COUNT_MOST + 1);
        const items: z.infer<typeof QueueItem>[] = [];
        for (const { caseId, number, why, hints, since } of found.slice(0, limit)) {
          const loaded = await cases.findCase(tx, context, { id: caseId });
          if (loaded === undefined) continue;
          const data = reportData(loaded.state);
          const excerpt = data.description?.replace(/\s+/g, ' ') ?? null;
          items.push({
            id: caseId,
            number,
            category: data.category.name,
            why: [...why],
            hints: hints as z.infer<typeof QueueItem>['hints'],
            since,
            excerpt: excerpt !== null && excerpt.length > EXCERPT ? `${excerpt.slice(0, EXCERPT)}…` : excerpt,
            photos: candidatesOf(loaded).length,
          });
        }
        const last = found.slice(0, limit).at(-1);
        const blocked = municipalityIds === undefined ? await documents.blocked(tx, 10) : [];
        return {
          items,
          next: found.length > limit && last ? writeCursor(last.since, last.caseId) : null,
          total: { count: Math.min(count, COUNT_MOST), atLeast: count > COUNT_MOST },
          blocked: blocked.map(({ found: name, bytes, at, attachedTo }) => ({
            found: name,
            bytes,
            at,
            caseId: attachedTo?.id ?? null,
          })),
        };
      },
    }),
    operation({
      name: 'reports.get-moderation',
      summary: { ar: 'ما يُنشر من البلاغ وقرارات نشره', en: 'What of a report is public, and the decisions on it' },
      kind: 'query',
      who: [tenantRole(...MODERATORS)],
      route: { method: 'GET', path: '/reports-moderation/{id}' },
      rate: 'read',
      input: z.strictObject({ id: ReportId }),
      output: ModerationView,
      run: async (tx, { id }, context) => view(tx, context, await load(tx, context, id)),
    }),
    operation({
      name: 'reports.moderate',
      summary: { ar: 'تقرير ما يُنشر من البلاغ', en: 'Decide what of a report is public' },
      kind: 'command',
      who: [tenantRole(...MODERATORS)],
      route: { method: 'POST', path: '/reports-moderation/{id}' },
      rate: 'write',
      input: z.strictObject({
        id: ReportId,
        textShown: z.boolean(),
        /** What everybody reads in place of the description. */
        wording: plainText({ min: 0, max: 2_000, multiline: true }).default(''),
        /** The photos everybody sees; all others are hidden. */
        photos: z.array(ReportId).max(60).default([]),
        reason: z.enum(WITHHELD_REASONS).nullable().default(null),
        note: plainText({ min: 0, max: 500 }).optional(),
      }),
      output: ModerationView,
      async run(tx, input, context) {
        const loaded = await load(tx, context, input.id);
        const { state } = loaded;
        const data = reportData(state);
        const candidates = candidatesOf(loaded);
        if (input.photos.some((photo) => !candidates.includes(photo))) throw reportProblems['not-its-photo']();
        if (data.description !== null && input.textShown && input.wording === '') throw reportProblems['no-wording']();
        if (input.reason === null && withholds(data, input, shownPhotos(data))) throw reportProblems['no-reason']();
        const wording = input.textShown && input.wording !== '' ? input.wording : null;
        const hidden = candidates.filter((photo) => !input.photos.includes(photo));
        const note = input.note || null;
        const at = context.now.toString();
        const who = { partyId: context.actor.partyId, onBehalfOf: null };
        const after = await cases.record(tx, context, state.id, 'moderate', [
          { type: 'action-recorded', at, ...who, audience: ['office'], action: 'moderate' },
          {
            type: 'data-set',
            data: {
              moderation: { textShown: input.textShown, wording, hiddenPhotos: hidden },
              publicPhotos: input.photos,
            },
          },
          ...(note === null ? [] : [{ type: 'note-added', text: note } as const]),
        ]);
        await cases.reindex(tx, { type: loaded.type, state: after });
        if (input.photos.length > 0) await documents.setAudience(tx, input.photos as Id[], 'public');
        if (hidden.length > 0) await documents.setAudience(tx, hidden as Id[], 'internal');
        await insertDecision(tx, state.id, {
          id: context.newId(),
          textShown: input.textShown,
          wording,
          photos: input.photos,
          reason: input.reason,
          note,
          by: context.actor.partyId,
          at,
        });
        await settleQueue(tx, state.id);
        context.about({ type: 'case', id: state.id, number: state.number });
        return view(tx, context, { type: loaded.type, state: after });
      },
    }),
    operation({
      name: 'reports.flag-content',
      summary: { ar: 'الإبلاغ عن محتوى منشور', en: 'Tell the municipality of public content that should not be there' },
      kind: 'command',
      who: [anyone()],
      route: { method: 'POST', path: '/reports/{number}/flags' },
      rate: 'write',
      input: z.strictObject({
        number: z.string().min(1).max(60),
        reason: z.enum(FLAG_REASONS),
        note: plainText({ min: 0, max: 500, multiline: true }).optional(),
      }),
      output: z.object({ number: z.string(), received: z.boolean() }),
      async run(tx, { number, reason, note }, context) {
        const [row] = await cases.list(tx, { type: REPORT_TYPE, public: true, number }, 'newest', undefined, 1);
        if (row === undefined) throw reportProblems['not-found']();
        const at = context.now.toString();
        // Twenty say what a thousand say; the rest is thanked and not kept.
        if ((await findFlags(tx, row.id, MOST_FLAGS)).length < MOST_FLAGS) {
          await insertFlag(tx, row.id, { id: context.newId(), reason, note: note || null, at }, context.actor.partyId);
          const data = reportData(row as never);
          const found = data.description === null ? [] : hintsIn(data.description, offensiveWordsOf(context.tenant));
          await queueForLook(tx, {
            caseId: row.id,
            number: row.number,
            municipalityId: row.municipalityId,
            why: ['flagged'],
            hints: [...new Set(found.map(({ kind }) => kind))],
            since: at,
          });
        }
        context.about({ type: 'case', id: row.id, number: row.number });
        return { number: row.number, received: true };
      },
    }),
  ];
}
