import { z } from 'zod';
import { toAsciiDigits } from '#kernel/arabic.ts';
import type { Id } from '#kernel/id.ts';
import { type CaseState, stateTitle } from '#modules/cases/api.ts';
import type { NoticeRequested, NotificationsApi } from '#modules/notifications/api.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { anyone } from '#platform/policy.ts';
import { Words } from './model-catalogue.ts';
import { ADDRESS_FIELD, addressesOf, linkDigest, secretOf, smsCodeOf, typedAddress } from './operations-followed.ts';
import { forgetFollower } from './operations-following-due.ts';
import { letAsk } from './operations-gate.ts';
import { ReportId } from './operations-input.ts';
import { REPORT_TYPE, type ReportParts, reportData } from './operations-shared.ts';
import { followingOf } from './operations-tenant.ts';
import { reportProblems } from './problems.ts';
import { LOOK_DAYS, MOST_FOLLOWED, MOST_SENT, MOST_TRIES, MOST_WAITING, maskedAddress } from './rules-following.ts';
import * as store from './store-followers.ts';

/** However much of a link was copied: what is none leads nowhere, and is no fault of the form. */
const Secret = z.string().min(1).max(200);
const Channel = z.enum(['email', 'sms']);

/** Following a report by an address alone: asked for, confirmed from the address, ended from any message. */
export function followingOperations(parts: ReportParts, notifications: Pick<NotificationsApi, 'forget'>): Operation[] {
  const { cases, identity } = parts;

  async function sendConfirmation(
    context: OperationContext,
    row: Pick<store.FollowerRow, 'id' | 'channel' | 'sent' | 'language'>,
    address: string,
    about: { readonly id: Id; readonly number: string; readonly category: Words },
  ): Promise<void> {
    const { tenant } = context;
    const own: NonNullable<NoticeRequested['values']> =
      row.channel === 'email'
        ? { link: { path: `/f/${secretOf(parts, tenant, row.id)}` } }
        : { code: smsCodeOf(parts, tenant, row) };
    const request: NoticeRequested = {
      notice: 'followConfirm',
      caseId: about.id,
      number: about.number,
      to: [
        {
          role: 'follower',
          partyId: row.id,
          contact: { [row.channel === 'email' ? 'email' : 'mobile']: address, language: row.language },
        },
      ],
      values: { category: about.category, hours: followingOf(tenant).confirmHours, ...own },
      mandatory: true,
    };
    context.emit({ type: 'reports.notice-requested', key: row.id, payload: { ...request } });
  }

  async function byLink(tx: Tx, context: OperationContext, secret: string): Promise<store.FollowerRow> {
    const digest = linkDigest(parts, context.tenant, secret);
    const row = digest && (await store.findFollowerByLink(tx, digest));
    if (row === undefined) throw reportProblems['follow-not-found']();
    return row;
  }

  /** The report it is about now: what the one it was asked for was joined to, if it was. */
  async function caseOf(tx: Tx, context: OperationContext, row: store.FollowerRow): Promise<CaseState> {
    const { state } = await cases.getCase(tx, context, { id: row.caseId });
    return state.duplicateOf === null ? state : (await cases.getCase(tx, context, { id: state.duplicateOf })).state;
  }

  const entry = (context: OperationContext, action: 'follow' | 'unfollow', partyId: Id) => ({
    type: 'action-recorded' as const,
    action,
    at: context.now.toString(),
    partyId,
    onBehalfOf: null,
    audience: ['office' as const],
  });

  async function confirm(tx: Tx, context: OperationContext, row: store.FollowerRow): Promise<CaseState> {
    const { id, number, participants } = await caseOf(tx, context, row);
    context.about({ type: 'case', id, number });
    if (row.confirmedAt === null) {
      const lookAt = context.now.add({ hours: 24 * LOOK_DAYS }).toString();
      await store.confirmFollower(tx, row.id, context.now.toString(), lookAt);
    }
    if (!participants.some(({ partyId }) => partyId === row.id)) {
      await cases.record(tx, context, id, 'follow', [
        entry(context, 'follow', row.id),
        { type: 'participant-added', participant: { role: 'follower', partyId: row.id, from: null } },
      ]);
    }
    return caseOf(tx, context, row);
  }

  return [
    operation({
      name: 'reports.request-follow',
      summary: {
        ar: 'طلب متابعة بلاغ بالبريد أو الجوال دون تسجيل دخول',
        en: 'Ask to follow a report by e-mail or SMS, without signing in',
      },
      kind: 'command',
      who: [anyone()],
      route: { method: 'POST', path: '/reports/{number}/follow-requests' },
      rate: 'sign-in',
      input: z.strictObject({
        number: z.string().min(1).max(60),
        /** An e-mail address or a mobile number. */
        to: z.string().trim().min(1).max(254),
        language: z.string().regex(/^[a-z]{2,3}$/),
      }),
      output: z.object({ id: z.string(), channel: Channel, to: z.string(), hours: z.int() }),
      async run(tx, input, context) {
        const { tenant, now } = context;
        const { channel, address, digest } = typedAddress(parts, tenant, input.to);
        const filter = { type: REPORT_TYPE, public: true, number: input.number };
        const [found] = await cases.list(tx, filter, 'newest', undefined, 1);
        if (found === undefined) throw reportProblems['not-found']();
        if (found.closedAt !== null) throw reportProblems['follow-closed']();
        await letAsk(parts, context);
        const about = { id: found.id, number: found.number, category: reportData(found).category.name };
        context.about({ type: 'case', id: found.id, number: found.number });
        const { confirmHours: hours } = followingOf(tenant);
        const language = tenant.languages.includes(input.language) ? input.language : tenant.languages[0]!;
        // Asked for again, or followed already: the same answer, and one more message.
        const before = await store.findFollowerOf(tx, found.id, digest);
        if (before !== undefined) {
          if (before.sent >= MOST_SENT) throw reportProblems['too-many-follows']();
          await store.noteSentAgain(tx, before.id, language);
          await sendConfirmation(context, { ...before, language, sent: before.sent + 1 }, address, about);
          return { id: before.id, channel, to: address, hours };
        }
        const { waiting, confirmed } = await store.countFollowed(tx, digest);
        if (waiting >= MOST_WAITING || confirmed >= MOST_FOLLOWED) throw reportProblems['too-many-follows']();
        const id = context.newId();
        await identity.addPerson(tx, id, language);
        await store.insertFollower(tx, {
          id,
          caseId: found.id,
          channel,
          digest,
          address: (await identity.sealFor(tx, id, ADDRESS_FIELD, address))!,
          link: linkDigest(parts, tenant, secretOf(parts, tenant, id))!,
          language,
          at: now.toString(),
          lookAt: now.add({ hours }).toString(),
        });
        await sendConfirmation(context, { id, channel, language, sent: 1 }, address, about);
        return { id, channel, to: address, hours };
      },
    }),
    operation({
      name: 'reports.get-follow',
      summary: {
        ar: 'متابعة بلاغ كما يراها صاحب العنوان',
        en: 'A followed report, as the owner of the address sees it',
      },
      kind: 'query',
      who: [anyone()],
      route: { method: 'GET', path: '/report-follows/{secret}' },
      rate: 'read',
      guess: 'reports.follow-not-found',
      input: z.strictObject({ secret: Secret }),
      output: z.object({
        number: z.string(),
        category: Words,
        state: z.string(),
        stateTitle: Words,
        channel: Channel,
        /** Enough to recognise, not enough to use. */
        to: z.string(),
        confirmed: z.boolean(),
      }),
      async run(tx, { secret }, context) {
        const row = await byLink(tx, context, secret);
        const address = (await addressesOf(parts, tx, [row])).get(row.id);
        const state = await caseOf(tx, context, row);
        const type = await cases.typeOf(tx, context, REPORT_TYPE);
        return {
          number: state.number,
          category: reportData(state).category.name,
          state: state.state,
          stateTitle: stateTitle(type, state.state, 'public'),
          channel: row.channel,
          to: maskedAddress(address ?? ''),
          confirmed: row.confirmedAt !== null,
        };
      },
    }),
    operation({
      name: 'reports.confirm-follow',
      summary: { ar: 'تأكيد متابعة بلاغ من رابط الرسالة', en: 'Confirm following a report by the link in the message' },
      kind: 'command',
      who: [anyone()],
      route: { method: 'POST', path: '/report-follows/{secret}/confirmation' },
      rate: 'write',
      guess: 'reports.follow-not-found',
      input: z.strictObject({ secret: Secret }),
      output: z.object({ number: z.string() }),
      async run(tx, { secret }, context) {
        const { number } = await confirm(tx, context, await byLink(tx, context, secret));
        return { number };
      },
    }),
    operation({
      name: 'reports.confirm-follow-code',
      summary: {
        ar: 'تأكيد متابعة بلاغ برمز الرسالة القصيرة',
        en: 'Confirm following a report by the code sent by SMS',
      },
      kind: 'command',
      who: [anyone()],
      route: { method: 'POST', path: '/report-follow-requests/{id}/code' },
      rate: 'sign-in',
      guess: 'reports.follow-not-found',
      input: z.strictObject({ id: ReportId, code: z.string().trim().max(40) }),
      // A wrong code is no refusal: the try must be counted, and a refusal leaves nothing behind.
      output: z.object({ confirmed: z.boolean(), triesLeft: z.int(), secret: z.string().nullable() }),
      answersOnce: true,
      async run(tx, { id, code }, context) {
        const row = await store.lockFollower(tx, id);
        const no = (triesLeft: number) => ({ confirmed: false, triesLeft, secret: null });
        if (row === undefined || row.channel !== 'sms') throw reportProblems['follow-not-found']();
        if (row.tries >= MOST_TRIES) return no(0);
        if (toAsciiDigits(code).replace(/\D/g, '') !== smsCodeOf(parts, context.tenant, row)) {
          await store.noteTry(tx, id);
          return no(MOST_TRIES - row.tries - 1);
        }
        await confirm(tx, context, row);
        return { confirmed: true, triesLeft: MOST_TRIES - row.tries, secret: secretOf(parts, context.tenant, id) };
      },
    }),
    operation({
      name: 'reports.end-follow',
      summary: { ar: 'إيقاف متابعة بلاغ من رابط الرسالة', en: 'Stop following a report by the link in a message' },
      kind: 'command',
      who: [anyone()],
      route: { method: 'POST', path: '/report-follows/{secret}/end' },
      rate: 'write',
      input: z.strictObject({ secret: Secret }),
      output: z.object({ ended: z.boolean() }),
      async run(tx, { secret }, context) {
        const digest = linkDigest(parts, context.tenant, secret);
        const row = digest && (await store.findFollowerByLink(tx, digest));
        // Ended twice is ended: whoever presses again is not told of an error.
        if (row === undefined) return { ended: true };
        for (const caseId of await cases.casesOf(tx, row.id, 'follower')) {
          const { state } = await cases.getCase(tx, context, { id: caseId });
          if (!state.participants.some(({ partyId, from }) => partyId === row.id && from === null)) continue;
          await cases.record(tx, context, caseId, 'unfollow', [
            entry(context, 'unfollow', row.id),
            { type: 'participant-removed', role: 'follower', partyId: row.id },
          ]);
          context.about({ type: 'case', id: caseId, number: state.number });
        }
        await forgetFollower(parts, notifications, tx, row.id);
        return { ended: true };
      },
    }),
  ];
}
