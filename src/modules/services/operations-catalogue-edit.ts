import { z } from 'zod';
import { plainText } from '#kernel/arabic.ts';
import type { Id } from '#kernel/id.ts';
import type { Problem } from '#kernel/problem.ts';
import { digestOf } from '#platform/canonical.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { tenantRole } from '#platform/policy.ts';
import { CatalogueCard, CatalogueWords, ServiceCode, Words } from './model.ts';
import { CardReading } from './operations-catalogue.ts';
import { Finding, faulty, findingsOf } from './operations-catalogue-file.ts';
import type { CatalogueParts, LoadedCatalogue } from './operations-catalogue-shared.ts';
import { serviceProblems } from './problems.ts';
import { type CardFault, cardFaults, missingTexts } from './rules-catalogue.ts';
import { changedParts } from './rules-catalogue-changes.ts';
import { cardView } from './rules-catalogue-view.ts';
import {
  type CardDraft,
  deleteCardDraft,
  findCardDraft,
  insertCards,
  listCardVersions,
  putCardDraft,
} from './store-catalogue.ts';

const readers = () => tenantRole('administrator', 'supervisor', 'auditor');

/** What the office decides of a card. Where it comes from is kept beside it; `confirmed` is the municipality's own word. */
export const CardEdit = CatalogueCard.omit({ facts: true }).extend({
  confirmed: z.strictObject({ card: z.boolean(), steps: z.boolean() }),
});
export type CardEdit = z.infer<typeof CardEdit>;

const Draft = z.object({
  document: CatalogueCard,
  revision: z.int(),
  /** Whether the card was published anew since the draft was begun. */
  overtaken: z.boolean(),
  savedAt: z.string(),
  by: Words.nullable(),
  preview: CardReading,
  changes: z.array(z.object({ path: z.string(), before: z.json(), after: z.json() })),
});

export const CardWork = z.object({
  card: CatalogueCard,
  version: z.int(),
  publishedAt: z.string(),
  draft: Draft.nullable(),
  versions: z.array(
    z.object({
      version: z.int(),
      at: z.string(),
      by: Words.nullable(),
      note: z.string().nullable(),
      changes: z.array(z.object({ path: z.string(), before: z.json(), after: z.json() })),
    }),
  ),
  findings: z.array(Finding),
  /** What the form's lists hold. */
  words: CatalogueWords,
});
export type CardWork = z.infer<typeof CardWork>;

const knownAs = (id: Id | null, names: ReadonlyMap<Id, unknown>): Record<string, string> | null =>
  id === null ? null : ((names.get(id) as Record<string, string> | undefined) ?? null);

/** A refusal that names each text a card must have and has not. */
const textless = (unsaid: readonly CardFault[]): Problem =>
  serviceProblems['card-textless']({
    fields: unsaid.map(({ path }) => ({
      path: ['card', ...path].join('.'),
      code: 'required',
      text: { ar: 'اكتب هذا النص.', en: 'Write this text.' },
    })),
  });

/** Facts of a card after an edit: the municipality's word stands above where it came from before. */
function factsAfter({ confirmed }: CardEdit, before: CatalogueCard['facts']): CatalogueCard['facts'] {
  const unsaid = before.basis === 'adopted' ? 'partly' : before.basis;
  const usual = before.steps === 'adopted' ? 'template' : before.steps;
  return { ...before, basis: confirmed.card ? 'adopted' : unsaid, steps: confirmed.steps ? 'adopted' : usual };
}

/** One card in the office: draft, preview, publishing, and the way back to an earlier version. */
export function catalogueEditOperations({ catalogues, identity }: CatalogueParts): Operation[] {
  async function loaded(tx: Tx, { tenant }: OperationContext): Promise<LoadedCatalogue> {
    const catalogue = await catalogues.of(tx, tenant);
    if (catalogue === undefined) throw serviceProblems['no-catalogue']();
    return catalogue;
  }

  /** The newest version as it is in the database now, not as it was read a moment ago. */
  async function current(tx: Tx, context: OperationContext, code: string) {
    const catalogue = await loaded(tx, context);
    const [newest] = await listCardVersions(tx, code, 1);
    if (newest === undefined) throw serviceProblems['not-found']();
    return { catalogue, newest };
  }

  async function keepDraft(tx: Tx, draft: Omit<CardDraft, 'savedAt'>, now: Temporal.Instant): Promise<void> {
    if ((await putCardDraft(tx, draft, now)) === 0) throw serviceProblems['draft-changed']();
  }

  return [
    operation({
      name: 'services.get-card-work',
      summary: { ar: 'بطاقة خدمة ومسودتها وسجلها', en: 'A card with its draft and its history' },
      kind: 'query',
      who: [readers()],
      route: { method: 'GET', path: '/service-catalogue/cards/{code}' },
      rate: 'read',
      input: z.strictObject({ code: ServiceCode }),
      output: CardWork,
      async run(tx, { code }, context) {
        const { catalogue, newest } = await current(tx, context, code);
        const [draft, versions] = [await findCardDraft(tx, code), await listCardVersions(tx, code, 50)];
        const people = [...versions.map(({ by }) => by), draft?.by ?? null].flatMap((id) => id ?? []);
        const names = people.length === 0 ? new Map() : await identity.displayNames(tx, [...new Set(people)]);
        const shown = draft?.document ?? newest.document;
        const cards = catalogue.cards.map((card) => (card.code === code ? shown : card));
        return {
          card: newest.document,
          version: newest.version,
          publishedAt: newest.publishedAt,
          draft:
            draft === undefined
              ? null
              : {
                  document: CatalogueCard.parse(draft.document),
                  revision: draft.revision,
                  overtaken: draft.seen !== newest.version,
                  savedAt: draft.savedAt,
                  by: knownAs(draft.by, names),
                  preview: cardView(
                    CatalogueCard.parse(draft.document),
                    catalogue,
                    catalogue.applicable,
                  ) as CardReading,
                  changes: changedParts(newest.document, draft.document) as never,
                },
          versions: versions.map((one, i) => ({
            version: one.version,
            at: one.publishedAt,
            by: knownAs(one.by, names),
            note: one.note,
            changes: (versions[i + 1] === undefined
              ? []
              : changedParts(versions[i + 1]!.document, one.document)) as never,
          })),
          findings: findingsOf(catalogue, cards, context.tenant.languages).filter((finding) => finding.code === code),
          words: catalogue.words,
        };
      },
    }),
    operation({
      name: 'services.save-card-draft',
      summary: { ar: 'حفظ مسودة بطاقة خدمة', en: 'Save the draft of a card' },
      kind: 'command',
      who: [tenantRole('administrator')],
      route: { method: 'PUT', path: '/service-catalogue/cards/{code}/draft' },
      rate: 'write',
      bodyLimit: 256 << 10,
      input: z.strictObject({
        code: ServiceCode,
        card: CardEdit,
        /** Of the draft that was read; 0 where there was none. */
        revision: z.coerce.number().pipe(z.int32().min(0)),
      }),
      output: z.object({ revision: z.int() }),
      async run(tx, { code, card, revision }, context) {
        const { catalogue, newest } = await current(tx, context, code);
        const { confirmed: _, ...rest } = card;
        const document: CatalogueCard = { ...rest, code, facts: factsAfter(card, newest.document.facts) };
        const unsaid = missingTexts(document, context.tenant.languages);
        if (unsaid.length > 0) throw textless(unsaid);
        const faults = cardFaults(document, catalogue.words, new Set(catalogue.stored.map((one) => one.code)));
        if (faults.length > 0) throw faulty(faults, 'card');
        const before = revision === 0 ? undefined : await findCardDraft(tx, code);
        const seen = before?.seen ?? newest.version;
        await keepDraft(tx, { code, document, seen, revision, by: context.actor.partyId! }, context.now);
        return { revision: revision + 1 };
      },
    }),
    operation({
      name: 'services.draft-card-version',
      summary: { ar: 'فتح نسخة سابقة من بطاقة خدمة مسودةً', en: 'Open an earlier version of a card as its draft' },
      kind: 'command',
      who: [tenantRole('administrator')],
      route: { method: 'POST', path: '/service-catalogue/cards/{code}/draft' },
      rate: 'write',
      input: z.strictObject({ code: ServiceCode, version: z.coerce.number().pipe(z.int32().positive()) }),
      output: z.object({ revision: z.int() }),
      async run(tx, { code, version }, context) {
        const { newest } = await current(tx, context, code);
        const old = (await listCardVersions(tx, code, 1_000)).find((one) => one.version === version);
        if (old === undefined) throw serviceProblems['not-found']();
        const draft = { code, document: old.document, seen: newest.version, revision: 0, by: context.actor.partyId! };
        await keepDraft(tx, draft, context.now);
        return { revision: 1 };
      },
    }),
    operation({
      name: 'services.discard-card-draft',
      summary: { ar: 'حذف مسودة بطاقة خدمة', en: 'Discard the draft of a card' },
      kind: 'command',
      who: [tenantRole('administrator')],
      route: { method: 'DELETE', path: '/service-catalogue/cards/{code}/draft' },
      rate: 'write',
      input: z.strictObject({ code: ServiceCode }),
      output: z.object({ discarded: z.boolean() }),
      run: async (tx, { code }) => ({ discarded: (await deleteCardDraft(tx, code)) > 0 }),
    }),
    operation({
      name: 'services.publish-card',
      summary: { ar: 'نشر بطاقة خدمة', en: 'Publish a card' },
      kind: 'command',
      who: [tenantRole('administrator')],
      route: { method: 'POST', path: '/service-catalogue/cards/{code}/publish' },
      rate: 'write',
      input: z.strictObject({
        code: ServiceCode,
        revision: z.coerce.number().pipe(z.int32().positive()),
        note: plainText({ min: 0, max: 500, multiline: true }).default(''),
      }),
      output: z.object({ version: z.int() }),
      async run(tx, { code, revision, note }, context) {
        const { catalogue, newest } = await current(tx, context, code);
        const draft = await findCardDraft(tx, code);
        if (draft === undefined) throw serviceProblems['no-draft']();
        if (draft.revision !== revision) throw serviceProblems['draft-changed']();
        if (draft.seen !== newest.version) throw serviceProblems['card-changed']();
        const document = CatalogueCard.parse(draft.document);
        const faults = cardFaults(document, catalogue.words, new Set(catalogue.stored.map((one) => one.code)));
        if (faults.length > 0) throw faulty(faults, 'card');
        const version = newest.version + 1;
        const card = {
          version,
          document,
          digest: digestOf(document),
          by: context.actor.partyId,
          note: note === '' ? null : note,
        };
        await insertCards(tx, [card], context.now);
        await deleteCardDraft(tx, code);
        catalogues.forget(context.tenant);
        return { version };
      },
    }),
  ];
}
