import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Actor } from '#kernel/actor.ts';
import type { Id } from '#kernel/id.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { anyone, signedIn } from '#platform/policy.ts';
import { NOTICE_KINDS, NoticeKind, notificationProblems, OUTSIDE_CHANNELS } from './model.ts';
import {
  type Choice,
  KindChoice,
  Preferences,
  PushSubscriptionInput,
  QuietSpan,
  QuietWish,
  type Subject,
  subjectOfParty,
  TenantQuiet,
} from './model-choices.ts';
import { choicesOf, wants } from './rules-choices.ts';
import {
  deleteSubscription,
  findChoices,
  findDevices,
  findQuiet,
  putChoices,
  putQuiet,
  putSubscription,
} from './store-choices.ts';
import type { SignOff, Tokens } from './tokens.ts';

export interface ChoiceParts {
  readonly tokens: Tokens;
  /** The key a browser checks our notices by; base64url. */
  readonly pushKey: string;
  /** Whether a push service is one notices may be sent to: anything else would let a client name any host. */
  readonly isPushService: (endpoint: URL) => boolean;
}

const MOST_DEVICES = 10;
const partyOf = (actor: Actor): Id => (actor.onBehalfOf ?? actor.partyId)!;

const Chosen = z.object({
  choices: z.array(KindChoice),
  quiet: QuietWish,
  /** What holds for whoever says nothing; null where the tenant keeps no quiet hours. */
  tenantQuiet: QuietSpan.nullable(),
});
const Own = Chosen.extend({
  devices: z.array(
    z.object({ id: z.uuid(), device: z.string(), createdAt: z.string(), lastUsedAt: z.string().nullable() }),
  ),
  pushKey: z.string(),
});
const OneChannel = z.object({
  channel: z.enum(OUTSIDE_CHANNELS),
  /** The kind the link was sent with. */
  kind: NoticeKind,
  /** Whether the link belongs to an address without an account. */
  anonymous: z.boolean(),
  wanted: z.array(NoticeKind),
  quiet: QuietWish,
  tenantQuiet: QuietSpan.nullable(),
});

const tenantQuietOf = ({ tenant }: OperationContext): QuietSpan | null => {
  const parsed = TenantQuiet.safeParse(tenant.settings.quietHours);
  return parsed.success ? { from: parsed.data.from, to: parsed.data.to } : null;
};

async function chosen(tx: Tx, subject: Subject, context: OperationContext): Promise<z.infer<typeof Chosen>> {
  const own = await findQuiet(tx, [subject]);
  const span = own.get(subject);
  const quiet: QuietWish =
    span === undefined ? { mode: 'tenant' } : span === null ? { mode: 'none' } : { mode: 'own', ...span };
  return { choices: choicesOf(await findChoices(tx, [subject]), subject), quiet, tenantQuiet: tenantQuietOf(context) };
}

const saveQuiet = (tx: Tx, subject: Subject, quiet: QuietWish, now: Temporal.Instant) =>
  putQuiet(
    tx,
    subject,
    quiet.mode === 'tenant' ? undefined : quiet.mode === 'none' ? null : { from: quiet.from, to: quiet.to },
    now,
  );

/** What people want to hear, by which way and when: their own, with an account or by the link of a message. */
export function choiceOperations({ tokens, pushKey, isPushService }: ChoiceParts): readonly Operation[] {
  function opened(token: string, { tenant }: OperationContext): SignOff {
    const what = tokens.read(tenant.id, token);
    if (what === undefined) throw notificationProblems['bad-token']();
    return what;
  }
  async function ofToken(tx: Tx, what: SignOff, context: OperationContext): Promise<z.infer<typeof OneChannel>> {
    const { quiet, tenantQuiet } = await chosen(tx, what.subject, context);
    const choices = await findChoices(tx, [what.subject]);
    return {
      channel: what.channel,
      kind: what.kind,
      anonymous: what.subject.startsWith('a'),
      wanted: NOTICE_KINDS.filter((kind) => wants(choices, [what.subject], what.channel, kind)),
      quiet,
      tenantQuiet,
    };
  }
  const Token = z.string().min(1).max(120);

  return [
    operation({
      name: 'notifications.get-preferences',
      summary: { ar: 'ما يصلني وكيف ومتى', en: 'What I am told, how and when' },
      kind: 'query',
      who: [signedIn()],
      route: { method: 'GET', path: '/notifications/preferences' },
      rate: 'read',
      input: z.strictObject({}),
      output: Own,
      async run(tx, _input, context) {
        const partyId = partyOf(context.actor);
        const devices = await findDevices(tx, [partyId]);
        return {
          ...(await chosen(tx, subjectOfParty(partyId), context)),
          devices: devices.map(({ partyId: _, ...device }) => device),
          pushKey,
        };
      },
    }),
    operation({
      name: 'notifications.put-preferences',
      summary: { ar: 'تغيير ما يصلني وكيف ومتى', en: 'Change what I am told, how and when' },
      kind: 'command',
      who: [signedIn()],
      route: { method: 'PUT', path: '/notifications/preferences' },
      rate: 'write',
      input: Preferences,
      output: Chosen,
      async run(tx, { choices, quiet }, context) {
        const subject = subjectOfParty(partyOf(context.actor));
        const rows = choices.flatMap(({ kind, ...wanted }): Choice[] =>
          OUTSIDE_CHANNELS.map((channel) => ({ subject, channel, kind, wanted: wanted[channel] })),
        );
        await putChoices(tx, rows, context.now);
        await saveQuiet(tx, subject, quiet, context.now);
        return chosen(tx, subject, context);
      },
    }),
    operation({
      name: 'notifications.add-device',
      summary: { ar: 'إضافة متصفح للتنبيهات', en: 'Let this browser show notices' },
      kind: 'command',
      who: [signedIn()],
      route: { method: 'POST', path: '/notifications/devices' },
      rate: 'write',
      input: PushSubscriptionInput,
      output: z.object({ id: z.uuid() }),
      async run(tx, given, { actor, newId, now }) {
        if (!isPushService(new URL(given.endpoint))) throw notificationProblems['unknown-push-service']();
        const partyId = partyOf(actor);
        if ((await findDevices(tx, [partyId])).length >= MOST_DEVICES) throw notificationProblems['too-many-devices']();
        const digest = createHash('sha256').update(given.endpoint).digest('base64url');
        const stored = await putSubscription(tx, newId(), partyId, given, digest, now);
        return { id: stored!.id };
      },
    }),
    operation({
      name: 'notifications.remove-device',
      summary: { ar: 'حذف متصفح من التنبيهات', en: 'Stop notices on a browser' },
      kind: 'command',
      who: [signedIn()],
      route: { method: 'DELETE', path: '/notifications/devices/{id}' },
      rate: 'write',
      input: z.strictObject({ id: z.uuid() }),
      output: z.object({ id: z.uuid() }),
      async run(tx, { id }, { actor }) {
        if ((await deleteSubscription(tx, id, partyOf(actor))) === 0) throw notificationProblems['unknown-device']();
        return { id };
      },
    }),
    operation({
      name: 'notifications.get-choices',
      summary: { ar: 'اختيارات من فتح رابط رسالة', en: 'Choices of whoever opens the link of a message' },
      kind: 'query',
      who: [anyone()],
      route: { method: 'POST', path: '/notifications/choices' },
      rate: 'read',
      guess: 'notifications.bad-token',
      input: z.strictObject({ token: Token }),
      output: OneChannel,
      run: (tx, { token }, context) => ofToken(tx, opened(token, context), context),
    }),
    operation({
      name: 'notifications.put-choices',
      summary: { ar: 'تغيير الاختيارات برابط رسالة', en: 'Change choices by the link of a message' },
      kind: 'command',
      who: [anyone()],
      route: { method: 'PUT', path: '/notifications/choices' },
      rate: 'write',
      guess: 'notifications.bad-token',
      input: z.strictObject({ token: Token, wanted: z.array(NoticeKind).max(NOTICE_KINDS.length), quiet: QuietWish }),
      output: OneChannel,
      async run(tx, { token, wanted, quiet }, context) {
        const what = opened(token, context);
        const { subject, channel } = what;
        const rows = NOTICE_KINDS.map((kind) => ({ subject, channel, kind, wanted: wanted.includes(kind) }));
        await putChoices(tx, rows, context.now);
        // Of a person with an account the hours belong to the account; a link of one e-mail changes that e-mail only.
        if (subject.startsWith('a')) await saveQuiet(tx, subject, quiet, context.now);
        return ofToken(tx, what, context);
      },
    }),
    operation({
      name: 'notifications.sign-off',
      summary: { ar: 'إيقاف هذا النوع من الرسائل بنقرة', en: 'Stop this kind of message in one click' },
      kind: 'command',
      who: [anyone()],
      route: { method: 'POST', path: '/notifications/sign-off' },
      rate: 'write',
      guess: 'notifications.bad-token',
      input: z.strictObject({ token: Token }),
      output: OneChannel,
      async run(tx, { token }, context) {
        const what = opened(token, context);
        await putChoices(tx, [{ ...what, wanted: false }], context.now);
        return ofToken(tx, what, context);
      },
    }),
  ];
}
