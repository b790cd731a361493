import { type Actor, anonymous, systemActor } from '#kernel/actor.ts';
import type { City } from '../support/city.ts';
import { restRequest } from '../support/send.ts';
import type { Canaries, Owner } from './matrix-records.ts';

export interface Role {
  readonly name: string;
  readonly actor: Actor;
  /** How they show who they are; null: not over the network at all. */
  readonly headers: Readonly<Record<string, string>> | null;
  /** Operations their credential is confined to, where it is. */
  readonly mayCall?: (operation: string) => boolean;
  readonly own: Owner;
  readonly other: Owner;
  /** Canaries this role may read, by the owner of the case. Written from the policy, not from the program. */
  readonly reads: (owner: Owner, canary: keyof Canaries) => boolean;
}

type Session = { readonly headers: Readonly<Record<string, string>>; readonly actor: Actor };

/** Every kind of actor the policies tell apart, with what each may read, as the policy is written down. */
export async function signInRoles(
  city: City,
  people: { first: Session; second: Session; delegate: Session; foreignAdministrator: Session },
): Promise<Role[]> {
  const { eastern } = city;
  const nobody = anonymous(eastern.id);
  const suspended = await city.signIn('resident-3');
  await city.asSystem('identity.suspend-party', { partyId: suspended.actor.partyId!, reason: 'نموذج إيقاف' });
  const revoked = await city.signIn('resident-1');
  const revoke = restRequest(city.composition.pipeline.operations.get('identity.revoke-session')!, {
    sessionId: revoked.actor.sessionId!,
  });
  await city.send({ ...revoke, headers: { ...revoke.headers, ...people.first.headers } });
  const narrow = await city.asSystem<{ key: string }>('identity.create-api-key', {
    ownerId: people.delegate.actor.onBehalfOf!,
    name: { ar: 'نظام ضيق', en: 'Narrow system' },
    label: 'narrow',
    scopes: ['reports.get-public', 'territory.*'],
  });
  const narrowAccess = await city.composition.identity.api.actorFor(narrow.key, eastern, 'api');
  const inScope = (name: string) => name === 'reports.get-public' || name.startsWith('territory.');

  const none = () => false;
  const ownCase = { own: 'first', other: 'second' } as const;
  const contact = ['contactName', 'contactMobile', 'contactEmail'] as readonly string[];
  const account = ['partyName', 'partyMobile', 'partyEmail'] as readonly string[];
  /** What the office reads of a case in its reach; the names of people only where the work needs them. */
  const office =
    (reach: readonly Owner[], personal: boolean): Role['reads'] =>
    (owner, canary) =>
      reach.includes(owner) &&
      (canary === 'description' ||
        canary === 'note' ||
        (personal && (contact.includes(canary) || canary === 'partyName')));
  const everybody: readonly Owner[] = ['first', 'second', 'body'];
  const subject =
    (mine: Owner): Role['reads'] =>
    (owner, canary) =>
      owner === mine && (canary === 'description' || contact.includes(canary) || account.includes(canary));

  const employee = async (
    code: string,
    reads: Role['reads'],
    cases: { own: Owner; other: Owner } = ownCase,
  ): Promise<Role> => ({
    name: code,
    ...(await city.signIn(code)),
    ...cases,
    reads,
  });
  return [
    { name: 'anonymous', actor: nobody, headers: {}, ...ownCase, reads: none },
    { name: 'resident', ...people.first, ...ownCase, reads: subject('first') },
    { name: 'other resident', ...people.second, own: 'second', other: 'first', reads: subject('second') },
    { name: 'suspended', actor: nobody, headers: suspended.headers, ...ownCase, reads: none },
    { name: 'revoked session', actor: nobody, headers: revoked.headers, ...ownCase, reads: none },
    { name: 'delegate', ...people.delegate, own: 'body', other: 'first', reads: subject('body') },
    {
      name: 'employee without second factor',
      ...(await city.signIn('supervisor-1', { secondFactor: false })),
      ...ownCase,
      reads: none,
    },
    await employee('administrator-1', office(everybody, false)),
    await employee('supervisor-1', office(everybody, true)),
    await employee('supervisor-khobar', office(['first'], true)),
    await employee('triage-1', office(everybody, true)),
    await employee('agent940-1', office(everybody, true)),
    await employee('officer-bldg', office(['first'], true)),
    await employee('crew-bldg', office(['first'], false)),
    await employee('officer-roads', none),
    await employee('auditor-1', office(everybody, true)),
    await employee('integration-1', none),
    // Who keeps the books and who approves refunds see bills of applications, and nothing of reports.
    await employee('finance-1', none),
    await employee('finance-head', none),
    // Who asks about their data is named to the steward, who answers them; their contacts are not.
    await employee(
      'steward-1',
      (owner, canary) =>
        office(everybody, false)(owner, canary) || (everybody.includes(owner) && canary === 'partyName'),
    ),
    {
      name: "other tenant's administrator",
      actor: nobody,
      headers: people.foreignAdministrator.headers,
      ...ownCase,
      reads: none,
    },
    {
      name: 'service with a narrow scope',
      actor: narrowAccess!.actor,
      headers: { authorization: `Bearer ${narrow.key}` },
      mayCall: inScope,
      own: 'body',
      other: 'first',
      reads: none,
    },
    {
      name: 'system',
      actor: systemActor(eastern.id),
      headers: null,
      ...ownCase,
      reads: (owner) => owner !== 'foreign',
    },
  ];
}
