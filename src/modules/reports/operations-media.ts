import { z } from 'zod';
import { Problem } from '#kernel/problem.ts';
import { fill, say } from '#kernel/text.ts';
import type { LoadedCase } from '#modules/cases/api.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { system } from '#platform/policy.ts';
import { ReportId } from './operations-input.ts';
import { type ReportParts, reportData } from './operations-shared.ts';
import { reportProblems } from './problems.ts';
import { pauseAfter } from './rules.ts';
import { findMedia, type MediaFetch, writeMedia } from './store-media.ts';

/** Tries at a server that does not answer: about half a day. */
const MOST_ATTEMPTS = 10;
/** As many as the case type's field holds. */
const MOST_PHOTOS = 15;

const UNTAKEN = {
  ar: 'تعذّر أخذ الصورة من العنوان {url} ({reason}).',
  en: 'The picture at {url} could not be taken ({reason}).',
};

export function mediaOperations(parts: ReportParts): Operation[] {
  const { cases, documents } = parts;

  /** Says on the report's timeline what came of a picture, where the report is still open to it. */
  async function tell(tx: Tx, context: OperationContext, held: LoadedCase, input: Record<string, unknown>) {
    const caseId = held.state.id;
    try {
      await cases.act(tx, context, { caseId, held, action: 'senderPictures', input, expectedVersion: null });
      return true;
    } catch (error) {
      // A report that ended meanwhile, or one of a case type from before there were pictures.
      if (error instanceof Problem) return false;
      throw error;
    }
  }

  async function refuse(
    tx: Tx,
    context: OperationContext,
    held: LoadedCase,
    { id, url, attempts }: MediaFetch,
    reason: string,
  ) {
    const text = fill(say(UNTAKEN, context.tenant.languages[0] ?? 'ar'), { url, reason });
    await tell(tx, context, held, { text: text.slice(0, 1_500) });
    await writeMedia(tx, id, { status: 'refused', attempts: attempts + 1, nextAt: null, problem: reason });
    return 'refused' as const;
  }

  return [
    operation({
      name: 'reports.record-media',
      summary: { ar: 'إثبات ما آل إليه أخذ صورة من نظام آخر', en: 'Record what came of fetching a picture' },
      kind: 'command',
      who: [system()],
      route: { method: 'POST', path: '/reports-media/{id}' },
      rate: 'bulk',
      input: z.strictObject({
        id: ReportId,
        /** The photo as it was uploaded, and the claim by which it is attached. */
        photo: z.strictObject({ id: ReportId, claim: z.string().max(200).nullable() }).optional(),
        failure: z.strictObject({ reason: z.string().max(300), permanent: z.boolean() }).optional(),
        /** Between 0 and 1, so that what failed together is not all tried together. */
        random: z.number().min(0).max(1),
      }),
      output: z.object({ status: z.enum(['waiting', 'taken', 'refused']) }),
      async run(tx, { id, photo, failure, random }, context) {
        const asked = await findMedia(tx, id);
        const held = asked && (await cases.holdCase(tx, context, asked.caseId));
        // Another may have recorded it until the case was held.
        const media = held && (await findMedia(tx, id));
        if (held === undefined || media === undefined) throw reportProblems['not-found']();
        context.about({ type: 'case', id: media.caseId, number: media.number });
        if (media.status !== 'waiting') return { status: media.status };
        const attempts = media.attempts + 1;
        if (photo === undefined) {
          const reason = failure?.reason ?? 'nothing came';
          if (failure?.permanent || attempts >= MOST_ATTEMPTS) {
            return { status: await refuse(tx, context, held, media, reason) };
          }
          const nextAt = context.now.add({ seconds: pauseAfter(attempts, random) }).toString();
          await writeMedia(tx, id, { status: 'waiting', attempts, nextAt, problem: reason });
          return { status: 'waiting' };
        }
        const photos = reportData(held.state).photos;
        if (photos.length >= MOST_PHOTOS) {
          return { status: await refuse(tx, context, held, media, `more than ${MOST_PHOTOS} photos`) };
        }
        if (!(await tell(tx, context, held, { photos: [...photos, photo.id] }))) {
          await writeMedia(tx, id, { status: 'refused', attempts, nextAt: null, problem: 'the report has ended' });
          return { status: 'refused' };
        }
        const claimSecrets = photo.claim === null ? [] : [photo.claim];
        const by = { actor: context.actor, now: context.now, claimSecrets };
        await documents.attach(tx, [photo.id], { type: 'case', id: media.caseId }, 'internal', by);
        await writeMedia(tx, id, { status: 'taken', attempts, nextAt: null, problem: null });
        return { status: 'taken' };
      },
    }),
  ];
}
