import { z } from 'zod';
import { type Operation, operation } from '#platform/operations.ts';
import { system } from '#platform/policy.ts';
import { Exchange } from './model.ts';
import { ReportId } from './operations-input.ts';
import type { ReportParts } from './operations-shared.ts';
import { reportProblems } from './problems.ts';
import { MOST_ATTEMPTS, maskPersonal, pauseAfter } from './rules.ts';
import { findPost, lockPost, writePost } from './store-handover-posts.ts';
import { findHandover, insertExchange } from './store-handovers.ts';

/** What the job asks for while it tells owners' servers what was added to reports they have. */
export function handoverPosts({ cases }: ReportParts): Operation[] {
  return [
    operation({
      name: 'reports.describe-handover-post',
      summary: { ar: 'ما يُرسل إلى الجهة مما أُضيف إلى بلاغ لديها', en: 'What is told an owner of a report it has' },
      kind: 'query',
      who: [system()],
      route: { method: 'GET', path: '/handover-posts/{id}/facts' },
      rate: 'bulk',
      input: z.strictObject({ id: ReportId }),
      output: z.object({
        reference: z.string().nullable(),
        number: z.string(),
        seq: z.int(),
        at: z.string(),
        text: z.string(),
      }),
      async run(tx, { id }) {
        const post = await findPost(tx, id);
        const handover = post && (await findHandover(tx, post.handoverId));
        if (post === undefined || handover === undefined) throw reportProblems['no-handover']();
        const entry = (await cases.actions(tx, post.caseId)).find(({ seq }) => seq === post.seq);
        const { text } = (entry?.input ?? {}) as { text?: unknown };
        return {
          reference: handover.reference,
          number: post.number,
          seq: post.seq,
          at: post.at,
          text: typeof text === 'string' ? maskPersonal(text).slice(0, 2_000) : '',
        };
      },
    }),
    operation({
      name: 'reports.record-handover-post',
      summary: { ar: 'تسجيل ما جرى عند إبلاغ الجهة', en: 'Record how telling an owner went' },
      kind: 'command',
      who: [system()],
      route: { method: 'POST', path: '/handover-posts/{id}' },
      rate: 'bulk',
      input: z.strictObject({
        id: ReportId,
        exchange: Exchange.omit({ items: true }),
        failure: z.strictObject({ reason: z.string().max(400), permanent: z.boolean() }).nullable(),
        random: z.number().min(0).max(1),
      }),
      output: z.object({ status: z.enum(['waiting', 'sent', 'refused']) }),
      async run(tx, { id, exchange, failure, random }, context) {
        const post = await lockPost(tx, id);
        if (post === undefined) throw reportProblems['no-handover']();
        context.about({ type: 'case', id: post.caseId, number: post.number });
        const outcome = failure?.reason ?? 'told';
        await insertExchange(tx, post.handoverId, { id: context.newId(), ...exchange, outcome });
        if (post.status !== 'waiting') return { status: post.status };
        const attempts = post.attempts + 1;
        const ended = failure === null || failure.permanent || attempts >= MOST_ATTEMPTS;
        const status = failure === null ? 'sent' : ended ? 'refused' : 'waiting';
        const nextAt = ended ? null : context.now.add({ seconds: pauseAfter(attempts, random) }).toString();
        await writePost(tx, id, { status, attempts, nextAt, problem: failure?.reason ?? null });
        return { status };
      },
    }),
  ];
}
