import { fail, redirect } from '@sveltejs/kit';
import { say } from '#kernel/text.ts';
import { answerForm } from '$lib/forms.ts';
import { routing } from '$lib/messages/routing.ts';
import { isAdministrator, mayReadRouting, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import { namesFor } from '$lib/office/lookups.ts';
import { type RoutingRule, ruleWords, warningWords } from '$lib/office/routing.ts';
import type { Actions, PageServerLoad } from './$types';
import { changingDraft, moved, readOverview, workingRules } from './draft.ts';

const DONE = ['saved', 'moved', 'switched', 'removed', 'restored', 'discarded', 'published', 'back'] as const;

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadRouting);
  const { locals, url } = event;
  const { language } = locals;
  const t = routing(language);
  const [overview, names] = await Promise.all([readOverview(locals), namesFor(locals)]);
  const rules = workingRules(overview);
  const words = ruleWords(names, language, t);
  const warnings = warningWords(overview.warnings, rules, language, t);
  const { published, draft } = overview;
  const before = JSON.stringify(published.rules);
  const done = url.searchParams.get('done');
  return {
    mayEdit: isAdministrator(locals.actor),
    rules: rules.map((rule) => ({ ...words(rule), warnings: warnings.get(rule.id) ?? [] })),
    revision: draft.revision,
    inForce: {
      version: published.version,
      at: published.publishedAt,
      by: published.publishedBy === null ? null : say(published.publishedBy, language),
    },
    draft:
      draft.rules === null
        ? null
        : {
            differs: JSON.stringify(draft.rules) !== before,
            stale: draft.basedOn !== published.version,
            at: draft.changedAt,
            by: draft.changedBy === null ? null : say(draft.changedBy, language),
          },
    done: DONE.find((known) => known === done) ?? null,
    version: url.searchParams.get('version') ?? '',
    from: url.searchParams.get('from') ?? '',
    undo: done === 'removed' ? url.searchParams.get('undo') : null,
  };
};

const of = (rules: readonly RoutingRule[], id: string | undefined) => rules.findIndex((rule) => rule.id === id);

/** A rule taken away and its place, as the form that takes it back carries it. */
function restored(text: string | undefined): { at: number; rule: unknown } | null {
  try {
    const { at, rule } = JSON.parse(text ?? '') as { at: unknown; rule: unknown };
    return Number.isSafeInteger(at) ? { at: at as number, rule } : null;
  } catch {
    return null;
  }
}

export const actions: Actions = {
  up: changingDraft('moved', (rules, { values }) => moved(rules, values.rule ?? '', (from) => from - 1)),
  down: changingDraft('moved', (rules, { values }) => moved(rules, values.rule ?? '', (from) => from + 1)),
  switch: changingDraft('switched', (rules, { values }) =>
    rules.map((rule) => (rule.id === values.rule ? { ...rule, enabled: !rule.enabled } : rule)),
  ),
  remove: changingDraft(
    'removed',
    (rules, { values }) => rules.filter(({ id }) => id !== values.rule),
    (rules, { values }): Record<string, string> => {
      const at = of(rules, values.rule);
      return at < 0 ? {} : { undo: JSON.stringify({ at, rule: rules[at] }) };
    },
  ),
  restore: changingDraft('restored', (rules, { values }) => {
    const kept = restored(values.kept);
    return kept === null ? rules : (rules as readonly unknown[]).toSpliced(kept.at, 0, kept.rule);
  }),
  publish: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { version } = await event.locals.call<{ version: number }>(
        'reports.publish-routing-rules',
        { revision: Number(values.revision), note: values.note ?? '' },
        key,
      );
      redirect(303, `${officeAddresses(event.locals.language).routing}?done=published&version=${version}`);
    }),
  discard: (event) =>
    answerForm(event, async ({ values, key }) => {
      await event.locals.call('reports.discard-routing-draft', { revision: Number(values.revision) }, key);
      redirect(303, `${officeAddresses(event.locals.language).routing}?done=discarded`);
    }),
  /** Undoes a publication: the version before it is published anew. */
  back: (event) =>
    answerForm(event, async ({ values, key }) => {
      const wanted = Number(values.version) - 1;
      if (!(wanted >= 1)) return fail(404);
      const { version } = await event.locals.call<{ version: number }>(
        'reports.restore-routing-version',
        { version: wanted, note: '' },
        key,
      );
      redirect(303, `${officeAddresses(event.locals.language).routing}?done=back&version=${version}&from=${wanted}`);
    }),
};
