import { z } from 'zod';
import { Problem } from '#kernel/problem.ts';
import { fill, say } from '#kernel/text.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { system } from '#platform/policy.ts';
import { Exchange, type HandoverFacts, HandoverNews } from './model.ts';
import { ReportId } from './operations-input.ts';
import { type ReportParts, reportData } from './operations-shared.ts';
import { open311Of } from './operations-tenant.ts';
import { reportProblems } from './problems.ts';
import { MOST_ATTEMPTS, maskPersonal, pauseAfter, serviceFor } from './rules.ts';
import * as store from './store-handovers.ts';

const BATCH = 50;

const SAID = {
  open: {
    ar: 'أفادت الجهة عن البلاغ رقم {reference} لديها (الحالة: {status}). {notes}',
    en: 'The agency says of its request {reference} (status: {status}): {notes}',
  },
  done: {
    ar: 'أفادت الجهة بأنها أنهت البلاغ رقم {reference} لديها (الحالة: {status}). {notes}',
    en: 'The agency says that it is done with its request {reference} (status: {status}). {notes}',
  },
  returned: {
    ar: 'أعادت الجهة البلاغ رقم {reference} (الحالة: {status}). {notes}',
    en: 'The agency sent its request {reference} back (status: {status}). {notes}',
  },
};

/** What the program itself does about hand-overs: the job asks for it between its calls to the owners' servers. */
export function handoverWork(parts: ReportParts): Operation[] {
  const { cases } = parts;

  async function endpointOf(context: OperationContext, owner: string | undefined) {
    return open311Of(context.tenant).owners.find(({ agency }) => agency === owner);
  }

  /** Lets the owner act on the case, as its case type allows. False where the case is no longer with it. */
  async function act(
    tx: Tx,
    context: OperationContext,
    caseId: string,
    action: string,
    input: Record<string, unknown>,
  ) {
    try {
      await cases.act(tx, context, { caseId, action, input, expectedVersion: null, relations: ['agency'] });
      return true;
    } catch (error) {
      if (error instanceof Problem) return false;
      throw error;
    }
  }

  /** How a hand-over stands after news of it. */
  async function take(tx: Tx, context: OperationContext, before: store.Handover, news: HandoverNews, random: number) {
    const { now, tenant } = context;
    const endpoint = await endpointOf(context, before.owner ?? undefined);
    const poll = now.add({ minutes: endpoint?.pollMinutes ?? 15 }).toString();
    const language = tenant.languages[0] ?? 'ar';
    switch (news.kind) {
      case 'numbered': {
        if (await store.referenceTaken(tx, before.owner ?? '', news.reference, before.id)) {
          const problem = `gave the number ${news.reference}, which another hand-over has`;
          return { status: 'refused', nextAt: null, problem } as const;
        }
        const known = await act(tx, context, before.caseId, 'ownerAccepted', { ownerReference: news.reference });
        if (!known) return { status: 'ended', reference: news.reference, nextAt: null, problem: null } as const;
        return {
          status: 'sent',
          reference: news.reference,
          token: null,
          attempts: 0,
          nextAt: poll,
          problem: null,
        } as const;
      }
      case 'token':
        return {
          status: 'token',
          token: news.token,
          attempts: 0,
          nextAt: now.add({ seconds: pauseAfter(1, random) }).toString(),
          problem: null,
        } as const;
      case 'failed': {
        const problem = news.reason;
        if (news.permanent) return { status: 'refused', nextAt: null, problem } as const;
        const attempts = before.attempts + 1;
        if (before.status === 'sent') return { nextAt: poll, attempts, problem } as const;
        if (attempts >= MOST_ATTEMPTS) return { status: 'given-up', attempts, nextAt: null, problem } as const;
        const nextAt = now.add({ seconds: pauseAfter(attempts, random) }).toString();
        return { attempts, nextAt, problem } as const;
      }
      case 'heard': {
        const heard = {
          theirStatus: news.status,
          theirNotes: news.notes,
          heardAt: now.toString(),
          attempts: 0,
          problem: null,
        };
        const text = fill(say(SAID[news.meaning], language), {
          reference: before.reference ?? '',
          status: news.status,
          notes: maskPersonal(news.notes ?? ''),
        }).trim();
        if (news.meaning === 'open') {
          // Polled again and again, the same words are news once.
          const said = news.notes !== null && (news.updateId !== null || news.notes !== before.theirNotes);
          if (said) await act(tx, context, before.caseId, 'ownerSays', { text: text.slice(0, 2_000) });
          return { ...heard, nextAt: poll };
        }
        const done = news.meaning === 'done';
        const acted = await act(
          tx,
          context,
          before.caseId,
          done ? 'ownerDone' : 'ownerReturned',
          done ? { resolution: text } : { reason: text.slice(0, 1_000) },
        );
        const status = acted ? (done ? 'done' : 'returned') : 'ended';
        return { ...heard, status, nextAt: null } as const;
      }
    }
  }

  return [
    operation({
      name: 'reports.address-handovers',
      summary: { ar: 'تعيين خوادم الجهات لما أُحيل', en: 'Find the owners’ servers for what was handed over' },
      kind: 'command',
      who: [system()],
      route: { method: 'POST', path: '/handovers-address' },
      rate: 'bulk',
      input: z.strictObject({}),
      output: z.object({ addressed: z.int(), more: z.boolean() }),
      async run(tx, _, context) {
        const waiting = await store.newHandovers(tx, BATCH);
        for (const { id, caseId } of waiting) {
          const found = await cases.findCase(tx, context, { id: caseId });
          const data = found === undefined ? undefined : reportData(found.state);
          const endpoint = await endpointOf(context, data?.outsideOwner?.code);
          if (endpoint === undefined || data === undefined) await store.forgetHandover(tx, id);
          else await store.addressHandover(tx, id, endpoint.agency, serviceFor(endpoint, data.category.code) ?? null);
        }
        return { addressed: waiting.length, more: waiting.length === BATCH };
      },
    }),
    operation({
      name: 'reports.describe-handover',
      summary: { ar: 'ما يُرسل من بلاغ محال', en: 'What is sent of a report that was handed over' },
      kind: 'query',
      who: [system()],
      route: { method: 'GET', path: '/handovers/{id}/facts' },
      rate: 'bulk',
      input: z.strictObject({ id: ReportId }),
      output: z.object({ facts: z.custom<HandoverFacts>() }),
      async run(tx, { id }, context) {
        const handover = await store.findHandover(tx, id);
        if (handover === undefined) throw reportProblems['no-handover']();
        const { state } = await cases.getCase(tx, context, { id: handover.caseId });
        const { category, description, address, landmark } = reportData(state);
        return {
          facts: {
            number: state.number,
            category: category.code,
            categoryName: say(category.name, context.tenant.languages[0] ?? 'ar'),
            priority: category.priority,
            description,
            address,
            landmark,
            point: state.place === null ? null : { longitude: state.place.longitude, latitude: state.place.latitude },
          },
        };
      },
    }),
    operation({
      name: 'reports.record-handover',
      summary: { ar: 'تسجيل ما جرى مع خادم الجهة', en: 'Record an exchange with an owner’s server' },
      kind: 'command',
      who: [system()],
      route: { method: 'POST', path: '/handovers/{id}/exchanges' },
      rate: 'bulk',
      bodyLimit: 1 << 20,
      input: z.strictObject({
        id: ReportId,
        exchange: Exchange.omit({ items: true }),
        news: HandoverNews.nullable(),
        /** Between 0 and 1, so that hand-overs that failed together are not all tried together. */
        random: z.number().min(0).max(1),
      }),
      output: z.object({ status: z.string() }),
      async run(tx, { id, exchange, news, random }, context) {
        const before = await store.lockHandover(tx, id);
        if (before === undefined) throw reportProblems['no-handover']();
        context.about({ type: 'case', id: before.caseId, number: before.number });
        const open = before.status === 'waiting' || before.status === 'token' || before.status === 'sent';
        const outcome = news === null ? 'nothing new' : news.kind === 'failed' ? news.reason : news.kind;
        await store.insertExchange(tx, id, { id: context.newId(), ...exchange, outcome });
        const at = context.now.toString();
        if (!open) return { status: before.status };
        if (news === null) {
          const nextAt = context.now.add({ seconds: pauseAfter(before.attempts + 1, random) }).toString();
          await store.writeHandover(tx, before, { nextAt, attempts: before.attempts + 1, problem: null }, at);
          return { status: before.status };
        }
        const updateId = news.kind === 'heard' ? news.updateId : null;
        if (updateId !== null && !(await store.takeUpdate(tx, id, updateId, at))) return { status: before.status };
        const changes = await take(tx, context, before, news, random);
        await store.writeHandover(tx, before, changes, at);
        return { status: changes.status ?? before.status };
      },
    }),
  ];
}
