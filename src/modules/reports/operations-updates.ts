import { z } from 'zod';
import { plainText } from '#kernel/arabic.ts';
import { parseCaseNumber } from '#kernel/case-number.ts';
import { stateTitle } from '#modules/cases/api.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { anyone, signedIn } from '#platform/policy.ts';
import { requestProblems } from '#platform/validation.ts';
import { MOST_MEDIA } from './operations-input.ts';
import { REPORT_TYPE, type ReportParts } from './operations-shared.ts';
import { reportProblems } from './problems.ts';
import { actionOfUpdate, MOST_REQUESTS, MOST_SKIPPED, RESULT_TEXTS } from './rules.ts';
import { findUpdate, insertUpdates, listUpdates, sentBy } from './store-exchange.ts';
import { insertMedia } from './store-media.ts';

const Words = z.record(z.string(), z.string());
const Moment = z.iso.datetime({ offset: true }).max(40);

export const ExchangedUpdate = z.object({
  id: z.string(),
  number: z.string(),
  at: z.string(),
  open: z.boolean(),
  state: z.string(),
  stateTitle: Words,
  result: Words.nullable(),
});
export type ExchangedUpdate = z.infer<typeof ExchangedUpdate>;

export function updateOperations(parts: ReportParts): Operation[] {
  const { cases } = parts;
  return [
    operation({
      name: 'reports.list-service-updates',
      summary: { ar: 'مستجدات البلاغات لأنظمة الشركاء', en: 'What happened to reports, for the systems of partners' },
      kind: 'query',
      who: [anyone()],
      route: { method: 'GET', path: '/service-request-updates' },
      rate: 'read',
      input: z.strictObject({
        from: Moment,
        to: Moment,
        skip: z.coerce.number().int().min(0).max(MOST_SKIPPED).default(0),
        limit: z.coerce.number().int().min(1).max(MOST_REQUESTS).default(MOST_REQUESTS),
      }),
      output: z.object({ items: z.array(ExchangedUpdate), more: z.boolean() }),
      async run(tx, { from, to, skip, limit }, context) {
        const reader = context.actor.kind === 'service' ? context.actor.partyId : null;
        const found = await listUpdates(tx, { from, to }, reader, limit + 1, skip);
        const page = found.slice(0, limit);
        const ids = [...new Set(page.map(({ caseId }) => caseId))];
        const rows =
          ids.length === 0 ? [] : await cases.list(tx, { type: REPORT_TYPE, ids }, 'newest', undefined, ids.length);
        const hidden = rows.filter((row) => !row.public).map(({ id }) => id);
        const own = reader === null ? new Set<string>() : await sentBy(tx, reader, hidden);
        const numbers = new Map(rows.filter((row) => row.public || own.has(row.id)).map((row) => [row.id, row.number]));
        const type = await cases.typeOf(tx, context, REPORT_TYPE);
        return {
          items: page.flatMap(({ id, caseId, at, state, result }) => {
            const number = numbers.get(caseId);
            if (number === undefined) return [];
            const open = type.flow.states[state]?.category !== 'closed';
            const ending = result === null || open ? undefined : RESULT_TEXTS[result as keyof typeof RESULT_TEXTS];
            const title = stateTitle(type, state, 'public');
            return [
              { id, number, at, open, state, stateTitle: title, result: ending === undefined ? null : { ...ending } },
            ];
          }),
          more: found.length > limit,
        };
      },
    }),
    operation({
      name: 'reports.add-service-update',
      summary: { ar: 'تحديث من نظام شريك على بلاغ أرسله', en: 'An update of a partner’s system to a report it sent' },
      kind: 'command',
      who: [signedIn()],
      route: { method: 'POST', path: '/service-request-updates' },
      rate: 'write',
      input: z.strictObject({
        number: z.string().min(1).max(60),
        /** The update's number in the other system: the same number is the same update. */
        externalId: plainText({ max: 100 }),
        status: z
          .string()
          .regex(/^[a-z_ -]{1,40}$/)
          .default('open'),
        /** When it was said there; now unless given. */
        at: Moment.optional(),
        description: plainText({ min: 0, max: 1_000, multiline: true }).default(''),
        mediaUrls: z
          .array(z.url({ protocol: /^https?$/ }).max(1_000))
          .max(MOST_MEDIA)
          .default([]),
      }),
      output: z.object({ id: z.string(), number: z.string(), action: z.string() }),
      async run(tx, input, context) {
        const { kind, partyId } = context.actor;
        if (kind !== 'service' || partyId === null) throw requestProblems.forbidden();
        const number = parseCaseNumber(input.number);
        const loaded = number === undefined ? undefined : await cases.findCase(tx, context, { number });
        const mine = loaded !== undefined && (await sentBy(tx, partyId, [loaded.state.id])).has(loaded.state.id);
        if (!mine) throw reportProblems['not-found']();
        const { state } = loaded;
        const before = await findUpdate(tx, partyId, input.externalId);
        if (before !== undefined) {
          if (before.caseId !== state.id) throw reportProblems['external-id-reused']();
          context.about({ type: 'case', id: state.id, number: state.number });
          return { id: before.id, number: state.number, action: 'none' };
        }
        const said = input.at === undefined ? context.now : Temporal.Instant.from(input.at);
        const action = actionOfUpdate(input.status, said, state);
        const mediaUrls = [...new Set(input.mediaUrls)];
        if (input.description === '' && mediaUrls.length === 0 && action !== 'confirm') {
          throw reportProblems['nothing-said']();
        }
        // A picture alone says where it is; it follows when it was fetched.
        const text = input.description || mediaUrls.join('\n').slice(0, 1_000);
        const after = await cases.act(tx, context, {
          caseId: state.id,
          action,
          input: action === 'confirm' ? {} : action === 'notFixed' ? { whyNotFixed: text } : { text },
          expectedVersion: null,
        });
        const media = mediaUrls.map((url) => ({ id: context.newId(), caseId: state.id, number: state.number, url }));
        await insertMedia(
          tx,
          media.map((one) => ({ ...one, at: context.now.toString() })),
        );
        const id = context.newId();
        await insertUpdates(tx, [
          {
            id,
            caseId: state.id,
            seq: after.version,
            at: context.now.toString(),
            state: after.state,
            result: after.result?.result ?? null,
            origin: partyId,
            externalId: input.externalId,
            told: after.state !== state.state,
          },
        ]);
        return { id, number: state.number, action };
      },
    }),
  ];
}
