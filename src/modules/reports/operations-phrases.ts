import { z } from 'zod';
import { type Actor, hasRole } from '#kernel/actor.ts';
import { plainText } from '#kernel/arabic.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { staff, system, tenantRole } from '#platform/policy.ts';
import { PHRASE_PLACES, Phrase, PhraseKey, Phrases } from './model-phrase.ts';
import { offerOperation } from './operations-phrases-offer.ts';
import type { ReportParts } from './operations-shared.ts';
import { reportProblems } from './problems.ts';
import { changedMembers, unknownPlaces } from './rules-phrases.ts';
import { addPhrase, findPhrases, phraseVersions, takePhrases } from './store-phrases.ts';

/** Whether this officer may write what is shared so: those who lead write for everybody, others for their own team. */
const mayWrite = (actor: Actor, team: string | null): boolean =>
  hasRole(actor, 'administrator', 'supervisor') ||
  (hasRole(actor, 'officer') && team !== null && actor.teams.includes(team));

const Version = z.object({
  version: z.int(),
  at: z.string(),
  origin: z.enum(['file', 'office']),
  author: z.record(z.string(), z.string()).nullable(),
  note: z.string().nullable(),
  withdrawn: z.boolean(),
  changed: z.array(z.string()),
  body: Phrase,
});
const Listed = z.object({
  key: z.string(),
  version: z.int(),
  origin: z.enum(['file', 'office']),
  at: z.string(),
  withdrawn: z.boolean(),
  /** Whether the reader may change it. */
  mine: z.boolean(),
  body: Phrase,
});
const Written = z.object({ key: z.string(), version: z.int() });
const Note = plainText({ min: 0, max: 300 }).optional();
const Seen = z.coerce.number().pipe(z.int32().min(0));

/** Ready answers: offered while an officer writes, and kept by those who answer for them. */
export function phraseOperations(parts: ReportParts): Operation[] {
  const WRITERS = tenantRole('administrator', 'supervisor', 'officer');

  /** @throws Problem reports.unknown-phrase */
  async function newest(tx: Tx, key: string) {
    const versions = await phraseVersions(tx, key);
    if (versions[0] === undefined) throw reportProblems['unknown-phrase']();
    return { versions, last: versions[0] };
  }

  async function write(
    tx: Tx,
    context: OperationContext,
    key: string,
    body: Phrase,
    withdrawn: boolean,
    note?: string,
  ) {
    context.about({ type: 'phrase', id: context.newId(), number: key });
    const version = await addPhrase(
      tx,
      { key, body, withdrawn, author: context.actor.partyId, note: note || null },
      context.now,
    );
    return { key, version };
  }

  /** @throws Problem reports.phrase-not-yours, reports.phrase-place, reports.phrase-language, reports.unknown-team */
  async function checked(tx: Tx, { actor, tenant }: OperationContext, body: Phrase): Promise<void> {
    if (!mayWrite(actor, body.team)) throw reportProblems['phrase-not-yours']();
    for (const member of ['title', 'text'] as const) {
      const languages = Object.keys(body[member]);
      if (languages.length === 0 || languages.some((tag) => !tenant.languages.includes(tag))) {
        throw reportProblems['phrase-language']({
          fields: [{ path: member, code: 'language', text: reportProblems['phrase-language']().text }],
        });
      }
    }
    for (const [tag, text] of Object.entries(body.text)) {
      const [place] = unknownPlaces(text);
      if (place === undefined) continue;
      const values = { place: `{${place}}` };
      const problem = reportProblems['phrase-place']({ values });
      throw reportProblems['phrase-place']({
        values,
        fields: [{ path: `text.${tag}`, code: 'place', text: problem.text }],
      });
    }
    if (body.team !== null && !(await parts.identity.teams(tx)).some(({ code }) => code === body.team)) {
      throw reportProblems['unknown-team']();
    }
  }

  return [
    operation({
      name: 'reports.list-phrases',
      summary: { ar: 'الردود الجاهزة', en: 'Ready answers' },
      kind: 'query',
      who: [staff()],
      route: { method: 'GET', path: '/reports-phrases' },
      rate: 'read',
      input: z.strictObject({}),
      output: z.object({
        items: z.array(Listed),
        places: z.array(z.object({ name: z.string(), title: z.object({ ar: z.string(), en: z.string() }) })),
      }),
      async run(tx, _input, { actor }) {
        const all = await findPhrases(tx);
        const reads = hasRole(actor, 'administrator', 'supervisor', 'auditor', 'triage', 'agent940');
        return {
          items: all
            .filter(({ body }) => reads || body.team === null || actor.teams.includes(body.team))
            .map(({ writtenAt, ...one }) => ({ ...one, at: writtenAt, mine: mayWrite(actor, one.body.team) })),
          places: Object.entries(PHRASE_PLACES).map(([name, title]) => ({ name, title: { ...title } })),
        };
      },
    }),
    operation({
      name: 'reports.get-phrase',
      summary: { ar: 'رد جاهز وتاريخه', en: 'A ready answer and its history' },
      kind: 'query',
      who: [staff()],
      route: { method: 'GET', path: '/reports-phrases/{key}' },
      rate: 'read',
      input: z.strictObject({ key: PhraseKey }),
      output: Listed.extend({ versions: z.array(Version) }),
      async run(tx, { key }, { actor }) {
        const { versions, last } = await newest(tx, key);
        const authors = await parts.identity.displayNames(tx, [
          ...new Set(versions.flatMap(({ author }) => author ?? [])),
        ]);
        return {
          key,
          version: last.version,
          origin: last.origin,
          at: last.writtenAt,
          withdrawn: last.withdrawn,
          mine: mayWrite(actor, last.body.team),
          body: last.body,
          versions: versions.map(({ version, writtenAt, origin, author, note, withdrawn, body }, index) => ({
            version,
            at: writtenAt,
            origin,
            author: author === null ? null : ((authors.get(author) ?? null) as Record<string, string> | null),
            note,
            withdrawn,
            changed: changedMembers(versions[index + 1]?.body ?? null, body),
            body,
          })),
        };
      },
    }),
    offerOperation(parts),
    operation({
      name: 'reports.put-phrases',
      summary: { ar: 'حفظ الردود الجاهزة من ملف الأمانة', en: 'Take in the ready answers of the tenant’s folder' },
      kind: 'command',
      who: [system()],
      route: { method: 'PUT', path: '/reports-phrases' },
      rate: 'write',
      bodyLimit: 1 << 20,
      input: z.strictObject({ phrases: Phrases }),
      output: z.object({ changed: z.array(Written) }),
      run: async (tx, { phrases }, { now }) => ({ changed: await takePhrases(tx, phrases, now) }),
    }),
    operation({
      name: 'reports.save-phrase',
      summary: { ar: 'كتابة رد جاهز أو تعديله', en: 'Write or change a ready answer' },
      kind: 'command',
      who: [WRITERS],
      route: { method: 'PUT', path: '/reports-phrases/{key}' },
      rate: 'write',
      input: z.strictObject({
        key: PhraseKey,
        body: Phrase,
        /** The version that was changed; 0 for a new one. */
        seen: Seen,
        note: Note,
      }),
      output: Written,
      async run(tx, { key, body, seen, note }, context) {
        const versions = await phraseVersions(tx, key);
        const last = versions[0];
        if ((last?.version ?? 0) !== seen) throw reportProblems['phrase-changed']();
        if (last !== undefined && !mayWrite(context.actor, last.body.team)) throw reportProblems['phrase-not-yours']();
        await checked(tx, context, body);
        return write(tx, context, key, body, false, note);
      },
    }),
    operation({
      name: 'reports.restore-phrase',
      summary: { ar: 'استعادة نسخة سابقة من رد جاهز', en: 'Bring an earlier version of a ready answer back' },
      kind: 'command',
      who: [WRITERS],
      route: { method: 'POST', path: '/reports-phrases/{key}/restore' },
      rate: 'write',
      input: z.strictObject({ key: PhraseKey, version: Seen, note: Note }),
      output: Written,
      async run(tx, { key, version, note }, context) {
        const { versions, last } = await newest(tx, key);
        const found = versions.find((one) => one.version === version);
        if (found === undefined) throw reportProblems['unknown-phrase']();
        if (!mayWrite(context.actor, last.body.team)) throw reportProblems['phrase-not-yours']();
        await checked(tx, context, found.body);
        return write(tx, context, key, found.body, false, note);
      },
    }),
    operation({
      name: 'reports.withdraw-phrase',
      summary: { ar: 'سحب رد جاهز', en: 'Withdraw a ready answer' },
      kind: 'command',
      who: [WRITERS],
      route: { method: 'POST', path: '/reports-phrases/{key}/withdraw' },
      rate: 'write',
      input: z.strictObject({ key: PhraseKey, note: Note }),
      output: Written,
      async run(tx, { key, note }, context) {
        const { last } = await newest(tx, key);
        if (!mayWrite(context.actor, last.body.team)) throw reportProblems['phrase-not-yours']();
        return last.withdrawn ? { key, version: last.version } : write(tx, context, key, last.body, true, note);
      },
    }),
  ];
}
