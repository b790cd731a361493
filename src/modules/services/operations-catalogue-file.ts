import { z } from 'zod';
import type { Problem } from '#kernel/problem.ts';
import { fill } from '#kernel/text.ts';
import { digestOf } from '#platform/canonical.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { system, tenantRole } from '#platform/policy.ts';
import { CARD_FINDINGS, CARD_SEVERITIES, type CardFinding, CatalogueCard, CatalogueWords, Words } from './model.ts';
import type { CatalogueParts, LoadedCatalogue } from './operations-catalogue-shared.ts';
import { serviceProblems } from './problems.ts';
import { type CardFault, catalogueFaults } from './rules-catalogue.ts';
import { lintCatalogue } from './rules-catalogue-lint.ts';
import {
  cardDigests,
  findCatalogueWords,
  insertCards,
  insertCatalogueWords,
  listCards,
  listDraftCodes,
  type NewCard,
} from './store-catalogue.ts';

export const Finding = z.object({
  code: z.string(),
  name: Words,
  kind: z.string(),
  severity: z.enum(CARD_SEVERITIES),
  path: z.string(),
  /** What was found, and what to do about it. */
  text: Words,
  remedy: Words,
});

/** What the linter says of a whole catalogue; `drafts` are the codes of cards somebody is writing anew. */
export const LintedCards = z.object({ cards: z.int(), findings: z.array(Finding), drafts: z.array(z.string()) });
export type LintedCards = z.infer<typeof LintedCards>;

/** A refusal that names each faulty place of the card. */
export function faulty(faults: readonly CardFault[], root: string): Problem {
  return serviceProblems['card-faulty']({
    fields: faults.slice(0, 50).map(({ path }) => ({
      path: [...(root === '' ? [] : [root]), ...path].join('.'),
      code: 'unknown',
      text: { ar: 'لا يوجد شيء بهذا الاسم في الدليل.', en: 'The catalogue has nothing of this name.' },
    })),
  });
}

/** What the linter finds, each with the name of its service. */
export const findingsOf = (
  catalogue: LoadedCatalogue,
  cards: readonly CatalogueCard[],
  languages: readonly string[],
) => {
  const names = new Map(cards.map(({ code, name }) => [code, name]));
  return lintCatalogue({ words: catalogue.words, cards }, languages).map(
    ({ code, kind, severity, path, values }: CardFinding) => {
      const { finding, remedy } = CARD_FINDINGS[kind];
      const text = { ar: fill(finding.ar, values.ar ?? {}), en: fill(finding.en, values.en ?? {}) };
      return { code, name: names.get(code) ?? {}, kind, severity, path, text, remedy };
    },
  );
};

/** The catalogue as a whole: taking in the tenant's file, and what is wrong with its cards. */
export function catalogueFileOperations({ catalogues }: CatalogueParts): Operation[] {
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
      who: [tenantRole('administrator', 'supervisor', 'auditor'), system()],
      route: { method: 'GET', path: '/service-catalogue/findings' },
      rate: 'read',
      input: z.strictObject({}),
      output: LintedCards,
      async run(tx, _input, context) {
        const catalogue = await catalogues.of(tx, context.tenant);
        if (catalogue === undefined) return { cards: 0, findings: [], drafts: [] };
        const cards = catalogue.stored.filter(({ version }) => version > 0).map(({ document }) => document);
        return {
          cards: cards.length,
          findings: findingsOf(catalogue, cards, context.tenant.languages),
          drafts: await listDraftCodes(tx),
        };
      },
    }),
  ];
}
