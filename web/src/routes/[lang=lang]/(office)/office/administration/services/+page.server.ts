import { say } from '#kernel/text.ts';
import type { CatalogueOverview, FoundServices, LintedCards } from '#modules/services/api.ts';
import { mayReadRouting, staffOf } from '$lib/office/access.ts';
import { findingWords } from '$lib/office/cards.ts';
import type { PageServerLoad } from './$types';

/** As the linter ranks them, the worst first. */
const SEVERITIES = ['wrong', 'missing', 'confirm'] as const;
const SHOWN = [...SEVERITIES, 'all'] as const;

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadRouting);
  const { locals, url } = event;
  const { call, language } = locals;
  const q = url.searchParams.get('q')?.trim().slice(0, 100) ?? '';
  const [{ cards, findings, drafts }, { catalogue }, found] = await Promise.all([
    call<LintedCards>('services.lint-cards', {}),
    call<{ catalogue: CatalogueOverview | null }>('services.get-catalogue', {}),
    call<FoundServices>('services.find-cards', { q }),
  ]);
  const counts = Object.fromEntries(
    SEVERITIES.map((severity) => [severity, findings.filter((one) => one.severity === severity).length]),
  ) as Record<(typeof SEVERITIES)[number], number>;
  const worst = SEVERITIES.find((severity) => counts[severity] > 0) ?? 'all';
  const asked = SHOWN.find((one) => one === url.searchParams.get('show'));
  const show = asked ?? (q === '' ? worst : 'all');
  const groups = new Map(catalogue?.groups.map(({ code, name }) => [code, say(name, language)]));
  return {
    published: catalogue !== null,
    q,
    show,
    shown: SHOWN,
    counts: { ...counts, cards },
    cards: found.items
      .map(({ code, name, group }) => ({
        code,
        name: say(name, language),
        group: groups.get(group) ?? '',
        draft: drafts.includes(code),
        findings: findings
          .filter((one) => one.code === code && (show === 'all' || one.severity === show))
          .map((one) => findingWords(one, language)),
      }))
      .filter((card) => show === 'all' || card.findings.length > 0),
  };
};
