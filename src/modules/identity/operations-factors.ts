import { z } from 'zod';
import { plainText, toAsciiDigits } from '#kernel/arabic.ts';
import type { Id } from '#kernel/id.ts';
import { say } from '#kernel/text.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { signedIn } from '#platform/policy.ts';
import { Credential, IdInput } from './model.ts';
import type { Ports } from './ports.ts';
import { identityProblems } from './problems.ts';
import { nameOf } from './records.ts';
import { assertMayChangeFactors, assertMayRemoveFactor, assertNotLocked, judgeCode } from './rules.ts';
import * as store from './store-credentials.ts';
import { findParty, type PartyRow } from './store-parties.ts';
import { findOwnSession, type OwnSession, raiseAssurance } from './store-sessions.ts';

const CHALLENGE_MINUTES = 5;
/** However it is typed; what is not six digits is no guess and costs none. */
const Code = z
  .string()
  .max(20)
  .overwrite((text) => toAsciiDigits(text).replace(/\s/g, ''))
  .regex(/^\d{6}$/);
const Label = plainText({ max: 60 });
const PasskeyOptions = z.strictObject({ options: z.record(z.string(), z.unknown()) });
const PasskeyAnswer = z.record(z.string().max(60), z.unknown());

/**
 * A wrong code is an answer, not a refusal: a refusal rolls the transaction back, and with it the count of wrong codes
 * that limits guessing.
 */
const CodeOutcome = z.strictObject({ accepted: z.boolean(), attemptsLeft: z.number() });

/** Second factors: adding, proving, removing. */
export function factorOperations({ vault, totp, passkeys, originOf }: Ports): Operation[] {
  async function own(tx: Tx, context: OperationContext): Promise<{ session: OwnSession; party: PartyRow }> {
    const { actor } = context;
    const session = actor.sessionId === null ? undefined : await findOwnSession(tx, actor.sessionId);
    if (session === undefined) throw identityProblems['needs-session']();
    const party = await findParty(tx, actor.partyId!);
    if (party === undefined || party.wrappedKey === null) throw identityProblems['not-found']();
    context.about({ type: 'party', id: party.id });
    return { session, party };
  }

  const asPasskeys = (credentials: readonly store.CredentialRow[]) =>
    credentials
      .filter((credential) => credential.kind === 'passkey')
      .map((credential) => ({
        id: credential.id,
        externalId: credential.externalId!,
        publicKey: credential.publicKey!,
        counter: credential.counter!,
        transports: credential.transports ?? [],
      }));

  /** Tries a code against the confirmed or the pending authenticator and records the outcome. */
  async function tryCode(
    tx: Tx,
    context: OperationContext,
    party: PartyRow,
    which: 'confirmed' | 'pending',
    code: string,
  ) {
    const { tenant, now } = context;
    const row = await store.lockTotp(tx, party.id, which);
    if (row === undefined) throw identityProblems['second-factor-missing']();
    assertNotLocked(row, now);
    const secret = vault.subject(tenant.id, party.id, party.wrappedKey!).open('totp', row.sealedSecret);
    const verdict = judgeCode(row, totp.stepOf(secret, code, now), now);
    await store.recordCode(tx, row.id, verdict, verdict.accepted ? now.toString() : null);
    return { accepted: verdict.accepted, attemptsLeft: verdict.attemptsLeft };
  }

  const added = (context: OperationContext, partyId: Id, kind: 'passkey' | 'totp') =>
    context.emit({ type: 'identity.second-factor-added', key: partyId, payload: { partyId, kind } });

  const expiry = (now: Temporal.Instant) => now.add({ minutes: CHALLENGE_MINUTES }).toString();

  return [
    operation({
      name: 'identity.list-credentials',
      summary: { ar: 'عوامل التحقق المسجلة', en: 'My second factors' },
      kind: 'query',
      who: [signedIn()],
      route: { method: 'GET', path: '/identity/second-factors' },
      input: z.strictObject({}),
      output: z.array(Credential),
      rate: 'read',
      run: async (tx, _input, { actor }) =>
        (await store.credentialsOf(tx, actor.partyId!)).map(({ id, kind, label, createdAt, lastUsedAt }) => ({
          id,
          kind,
          label,
          createdAt,
          lastUsedAt,
        })),
    }),

    operation({
      name: 'identity.start-totp',
      summary: { ar: 'بدء تسجيل تطبيق المصادقة', en: 'Begin adding an authenticator application' },
      kind: 'command',
      who: [signedIn()],
      route: { method: 'POST', path: '/identity/second-factors/totp' },
      input: z.strictObject({ label: Label.default('تطبيق المصادقة') }),
      output: z.strictObject({ secret: z.string(), address: z.string() }),
      rate: 'sign-in',
      answersOnce: true,
      async run(tx, { label }, context) {
        const { session, party } = await own(tx, context);
        assertMayChangeFactors(session, (await store.credentialsOf(tx, party.id)).length);
        const secret = totp.newSecret();
        const sealedSecret = vault.subject(context.tenant.id, party.id, party.wrappedKey!).seal('totp', secret);
        const createdAt = context.now.toString();
        await store.putPendingTotp(tx, { id: context.newId(), partyId: party.id, label, sealedSecret, createdAt });
        const account = say(nameOf(vault, context.tenant.id, party), party.language);
        return { secret, address: totp.address(secret, say(context.tenant.name, 'en'), account) };
      },
    }),

    operation({
      name: 'identity.confirm-totp',
      summary: { ar: 'تأكيد تطبيق المصادقة برمز منه', en: 'Confirm the authenticator application with a code' },
      kind: 'command',
      who: [signedIn()],
      route: { method: 'POST', path: '/identity/second-factors/totp/confirmation' },
      input: z.strictObject({ code: Code }),
      output: CodeOutcome,
      rate: 'sign-in',
      async run(tx, { code }, context) {
        const { session, party } = await own(tx, context);
        assertMayChangeFactors(session, (await store.credentialsOf(tx, party.id)).length);
        const outcome = await tryCode(tx, context, party, 'pending', code);
        if (!outcome.accepted) return outcome;
        await store.confirmTotp(tx, party.id, context.now.toString());
        await raiseAssurance(tx, session.id);
        added(context, party.id, 'totp');
        return outcome;
      },
    }),

    operation({
      name: 'identity.prove-totp',
      summary: { ar: 'التحقق برمز تطبيق المصادقة', en: 'Prove the second factor with a code' },
      kind: 'command',
      who: [signedIn()],
      route: { method: 'POST', path: '/identity/second-factors/totp/proof' },
      input: z.strictObject({ code: Code }),
      output: CodeOutcome,
      rate: 'sign-in',
      async run(tx, { code }, context) {
        const { session, party } = await own(tx, context);
        const outcome = await tryCode(tx, context, party, 'confirmed', code);
        if (outcome.accepted) await raiseAssurance(tx, session.id);
        return outcome;
      },
    }),

    operation({
      name: 'identity.start-passkey',
      summary: { ar: 'بدء تسجيل مفتاح مرور', en: 'Begin adding a passkey' },
      kind: 'command',
      who: [signedIn()],
      route: { method: 'POST', path: '/identity/second-factors/passkey' },
      input: z.strictObject({}),
      output: PasskeyOptions,
      rate: 'sign-in',
      async run(tx, _input, context) {
        const { session, party } = await own(tx, context);
        const known = await store.credentialsOf(tx, party.id);
        assertMayChangeFactors(session, known.length);
        const name = say(nameOf(vault, context.tenant.id, party), party.language);
        const { challenge, options } = await passkeys.registrationOptions(
          originOf(context.tenant),
          { id: party.id, name },
          asPasskeys(known),
        );
        const expiresAt = expiry(context.now);
        await store.putChallenge(tx, { sessionId: session.id, purpose: 'register', value: challenge, expiresAt });
        return { options };
      },
    }),

    operation({
      name: 'identity.add-passkey',
      summary: { ar: 'تسجيل مفتاح المرور', en: 'Add the passkey' },
      kind: 'command',
      who: [signedIn()],
      route: { method: 'POST', path: '/identity/second-factors/passkey/registration' },
      input: z.strictObject({ label: Label, answer: PasskeyAnswer }),
      output: z.strictObject({ id: z.string() }),
      rate: 'sign-in',
      async run(tx, { label, answer }, context) {
        const { session, party } = await own(tx, context);
        assertMayChangeFactors(session, (await store.credentialsOf(tx, party.id)).length);
        const challenge = await store.takeChallenge(tx, session.id, 'register', context.now.toString());
        const key = challenge && (await passkeys.verifyRegistration(originOf(context.tenant), challenge, answer));
        if (!key) throw identityProblems['passkey-refused']();
        const id = context.newId();
        await store.addPasskey(tx, { id, partyId: party.id, label, ...key, createdAt: context.now.toString() });
        await raiseAssurance(tx, session.id);
        added(context, party.id, 'passkey');
        return { id };
      },
    }),

    operation({
      name: 'identity.start-passkey-proof',
      summary: { ar: 'بدء التحقق بمفتاح المرور', en: 'Begin proving a passkey' },
      kind: 'command',
      who: [signedIn()],
      route: { method: 'POST', path: '/identity/second-factors/passkey/challenge' },
      input: z.strictObject({}),
      output: PasskeyOptions,
      rate: 'sign-in',
      async run(tx, _input, context) {
        const { session, party } = await own(tx, context);
        const known = asPasskeys(await store.credentialsOf(tx, party.id));
        if (known.length === 0) throw identityProblems['second-factor-missing']();
        const { challenge, options } = await passkeys.proofOptions(originOf(context.tenant), known);
        const expiresAt = expiry(context.now);
        await store.putChallenge(tx, { sessionId: session.id, purpose: 'prove', value: challenge, expiresAt });
        return { options };
      },
    }),

    operation({
      name: 'identity.prove-passkey',
      summary: { ar: 'التحقق بمفتاح المرور', en: 'Prove a passkey' },
      kind: 'command',
      who: [signedIn()],
      route: { method: 'POST', path: '/identity/second-factors/passkey/proof' },
      input: z.strictObject({ answer: PasskeyAnswer }),
      output: z.strictObject({ accepted: z.literal(true) }),
      rate: 'sign-in',
      async run(tx, { answer }, context) {
        const { session, party } = await own(tx, context);
        const at = context.now.toString();
        const challenge = await store.takeChallenge(tx, session.id, 'prove', at);
        const known = asPasskeys(await store.credentialsOf(tx, party.id)).find((key) => key.externalId === answer.id);
        const proof =
          challenge && known && (await passkeys.verifyProof(originOf(context.tenant), challenge, known, answer));
        if (!proof) throw identityProblems['passkey-refused']();
        await store.usePasskey(tx, known!.id, proof.counter, at);
        await raiseAssurance(tx, session.id);
        return { accepted: true as const };
      },
    }),

    operation({
      name: 'identity.remove-credential',
      summary: { ar: 'حذف عامل تحقق', en: 'Remove a second factor' },
      kind: 'command',
      who: [signedIn()],
      route: { method: 'DELETE', path: '/identity/second-factors/{credentialId}' },
      input: z.strictObject({ credentialId: IdInput }),
      output: z.strictObject({ removed: z.number() }),
      rate: 'write',
      async run(tx, { credentialId }, context) {
        const { session, party } = await own(tx, context);
        const known = await store.credentialsOf(tx, party.id);
        if (!known.some((credential) => credential.id === credentialId)) throw identityProblems['not-found']();
        assertMayChangeFactors(session, known.length);
        assertMayRemoveFactor(party.kind, known.length);
        return { removed: await store.removeCredential(tx, credentialId, party.id) };
      },
    }),
  ];
}
