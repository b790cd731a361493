import type { handovers } from '$lib/messages/handovers.ts';

/** What came of a call to an agency's server, and the words it is told in. What stands in the way is the program's own. */
const KNOWN: readonly (readonly [RegExp, Key])[] = [
  [/^numbered$/, 'outcome.numbered'],
  [/^token$/, 'outcome.token'],
  [/^heard$/, 'outcome.heard'],
  [/^nothing new$/, 'outcome.nothing new'],
  [/^told$/, 'outcome.told'],
  [/^gave the number (.+), which another hand-over has$/, 'outcome.sameNumber'],
  [/^no answer within (.+) s$/, 'outcome.late'],
  [
    /^(ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|UND_ERR_\w+|other side closed)$/,
    'outcome.away',
  ],
  [/^unexpected redirect$/, 'outcome.redirect'],
  [/^the environment variable (.+) holds no key$/, 'outcome.noKey'],
  [/^the tenant’s map has no service of this owner for the category (.+)$/, 'outcome.noService'],
  [/^the owner’s server takes no updates: tell them another way$/, 'outcome.noUpdates'],
  [/^answered without a number and without a token$/, 'outcome.noNumber'],
  [/^answered about several requests where one was sent$/, 'outcome.several'],
  [/^answered about another token$/, 'outcome.otherToken'],
  [/^its number was not in the answer$/, 'outcome.notListed'],
  [/^answered about a request of another service: (.+)$/, 'outcome.otherService'],
  [/^answered about a request at another place$/, 'outcome.otherPlace'],
  [/^answered without a status$/, 'outcome.noStatus'],
  [/^answered with a time that is yet to come: (.+)$/, 'outcome.future'],
  [/^the answer is larger than (.+) KB$/, 'outcome.large'],
  [/^(?:not well-formed|not readable|the document .*|.* JSON.*)(?:: (.+))?$/, 'outcome.unreadable'],
];

type Key = Extract<Parameters<ReturnType<typeof handovers>>[0], `outcome.${string}`>;

/** Undefined for what an agency's server says in words of its own. */
export function outcomeOf(outcome: string): { readonly key: Key; readonly what: string } | undefined {
  for (const [pattern, key] of KNOWN) {
    const found = pattern.exec(outcome);
    if (found !== null) return { key, what: found[1] ?? '' };
  }
  return undefined;
}
