import { z } from 'zod';
import { plainText } from '#kernel/arabic.ts';
import type { Id } from '#kernel/id.ts';
import type { Problem } from '#kernel/problem.ts';
import { digestOf } from '#platform/canonical.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { system, tenantRole } from '#platform/policy.ts';
import { CARD_SEVERITIES, type CardFinding, CatalogueCard, CatalogueWords, ServiceCode, Words } from './model.ts';
import { CardReading } from './operations-catalogue.ts';
import type { CatalogueParts, LoadedCatalogue } from './operations-catalogue-shared.ts';
import { serviceProblems } from './problems.ts';
import { type CardFault, cardFaults, catalogueFaults } from './rules-catalogue.ts';
import { changedParts } from './rules-catalogue-changes.ts';
import { lintCatalogue } from './rules-catalogue-lint.ts';
import { cardView } from './rules-catalogue-view.ts';
import {
  type CardDraft,
  cardDigests,
  deleteCardDraft,
  findCardDraft,
  findCatalogueWords,
  insertCards,
  insertCatalogueWords,
  listCards,
  listCardVersions,
  listDraftCodes,
  type NewCard,
  putCardDraft,
} from './store-catalogue.ts';

const readers = () => tenantRole('administrator', 'supervisor', 'auditor');

export const Finding = z.object({
  code: z.string(),
  name: Words,
  kind: z.string(),
  severity: z.enum(CARD_SEVERITIES),
  path: z.string(),
  values: z.record(z.string(), z.record(z.string(), z.string())),
});

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

/** A refusal that names each faulty place of the card. */
function faulty(faults: readonly CardFault[], root: string): Problem {
  return serviceProblems['card-faulty']({
    fields: faults.slice(0, 50).map(({ path }) => ({
      path: [...(root === '' ? [] : [root]), ...path].join('.'),
      code: 'unknown',
      text: { ar: 'لا يوجد شيء بهذا الاسم في الدليل.', en: 'The catalogue has nothing of this name.' },
    })),
  });
}

const knownAs = (id: Id | null, names: ReadonlyMap<Id, unknown>): Record<string, string> | null =>
  id === null ? null : ((names.get(id) as Record<string, string> | undefined) ?? null);

/** Facts of a card after an edit: the municipality's word stands above where it came from before. */
function factsAfter({ confirmed }: CardEdit, before: CatalogueCard['facts']): CatalogueCard['facts'] {
  const unsaid = before.basis === 'adopted' ? 'partly' : before.basis;
  const usual = before.steps === 'adopted' ? 'template' : before.steps;
  return { ...before, basis: confirmed.card ? 'adopted' : unsaid, steps: confirmed.steps ? 'adopted' : usual };
}

/** Cards of the office: taking in the tenant's file, finding faults, and draft, preview and publishing of one. */
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

  const findingsOf = (catalogue: LoadedCatalogue, cards: readonly CatalogueCard[], languages: readonly string[]) => {
    const names = new Map(cards.map(({ code, name }) => [code, name]));
    return lintCatalogue({ words: catalogue.words, cards }, languages).map((finding: CardFinding) => ({
      ...finding,
      values: finding.values as Record<string, Record<string, string>>,
      name: names.get(finding.code) ?? {},
    }));
  };

  async function keepDraft(tx: Tx, draft: Omit<CardDraft, 'savedAt'>, now: Temporal.Instant): Promise<void> {
    if ((await putCardDraft(tx, draft, now)) === 0) throw serviceProblems['draft-changed']();
  }

  return [
    operation({
      name: 'services.put-catalogue',
      summary: { ar: 'نشر دليل الخدمات', en: 'Publish the catalogue of services' },
      kind: 'command',
      who: [tenantRole('administrator'), system()],
      route: { method: 'PUT', path: '/service-catalogue' },
      rate: 'write',
      bodyLimit: 4 << 20,
      input: z.strictObject({ words: CatalogueWords, cards: z.array(CatalogueCard).max(2_000) }),
      output: z.object({ version: z.int(), published: z.int() }),
      async run(tx, { words, cards }, context) {
        const known = new Map((await cardDigests(tx)).map((one) => [one.code, one]));
        const given = new Set(cards.map(({ code }) => code));
        const others = (await listCards(tx)).filter(({ code }) => !given.has(code)).map(({ document }) => document);
        const faults = catalogueFaults({ words, cards: [...cards, ...others] });
        if (faults.length > 0) throw faulty(faults, '');
        const by = context.actor.partyId;
        const newest = await findCatalogueWords(tx);
        const digest = digestOf(words);
        const version = (newest?.version ?? 0) + 1;
        const same = newest !== undefined && digest.equals(newest.digest);
        if (!same) await insertCatalogueWords(tx, { version, document: words, digest, by }, context.now);
        const changed = cards.flatMap((document): NewCard[] => {
          const own = digestOf(document);
          const before = known.get(document.code);
          // A file that has not changed since it was last applied undoes nothing that the office changed after it.
          const last = by === null ? (before?.file ?? null) : (before?.digest ?? null);
          if (last !== null && own.equals(last)) return [];
          return [{ version: (before?.version ?? 0) + 1, document, digest: own, by, note: null }];
        });
        if (changed.length > 0) await insertCards(tx, changed, context.now);
        catalogues.forget(context.tenant);
        return { version: same ? newest.version : version, published: changed.length };
      },
    }),
    operation({
      name: 'services.lint-cards',
      summary: { ar: 'فحص بطاقات الخدمات', en: 'What is wrong with the cards of services' },
      kind: 'query',
      who: [readers(), system()],
      route: { method: 'GET', path: '/service-catalogue/findings' },
      rate: 'read',
      input: z.strictObject({}),
      output: z.object({ cards: z.int(), findings: z.array(Finding), drafts: z.array(z.string()) }),
      async run(tx, _input, context) {
        const catalogue = await catalogues.of(tx, context.tenant);
        if (catalogue === undefined) return { cards: 0, findings: [], drafts: [] };
        return {
          cards: catalogue.cards.length,
          findings: findingsOf(catalogue, catalogue.cards, context.tenant.languages),
          drafts: await listDraftCodes(tx),
        };
      },
    }),
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
