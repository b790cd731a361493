import { error, redirect } from '@sveltejs/kit';
import { say, type Text } from '#kernel/text.ts';
import { answerForm } from '$lib/forms.ts';
import { routing } from '$lib/messages/routing.ts';
import { isAdministrator, mayReadRouting, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import { namesFor } from '$lib/office/lookups.ts';
import { type RoutingRule, ruleWords } from '$lib/office/routing.ts';
import { isProblem } from '$lib/problem.ts';
import { readOverview } from '../../draft.ts';
import type { Actions, PageServerLoad } from './$types';

interface Version {
  version: number;
  note: string | null;
  restoredFrom: number | null;
  publishedAt: string;
  publishedBy: Text | null;
  document: RoutingRule[];
  against: number | null;
  changes: {
    kind: 'added' | 'removed' | 'changed' | 'moved';
    rule: RoutingRule;
    from: number | null;
    to: number | null;
    members: unknown[];
  }[];
}

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadRouting);
  const { locals, params } = event;
  const { language } = locals;
  const input = { version: params.version };
  const [found, names, overview] = await Promise.all([
    locals.call<Version>('reports.get-routing-version', input).catch((problem) => {
      if (isProblem(problem) && (problem.status === 404 || problem.status === 422)) {
        error(404, { message: problem.message, code: problem.code, text: problem.text });
      }
      throw problem;
    }),
    namesFor(locals),
    readOverview(locals),
  ]);
  const other =
    found.against === null
      ? []
      : (await locals.call<Version>('reports.get-routing-version', { version: found.against })).document;
  const words = ruleWords(names, language, routing(language));
  return {
    mayRestore: isAdministrator(locals.actor) && overview.published.version !== found.version,
    isCurrent: overview.published.version === found.version,
    version: found.version,
    note: found.note,
    restoredFrom: found.restoredFrom,
    at: found.publishedAt,
    by: found.publishedBy === null ? null : say(found.publishedBy, language),
    against: found.against,
    rules: found.document.map(words),
    changes: found.changes.map(({ kind, rule, from, to }) => {
      const was = other.find(({ id }) => id === rule.id);
      return { kind, from, to, rule: words(rule), was: kind === 'changed' && was ? words(was) : null };
    }),
  };
};

export const actions: Actions = {
  default: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { locals, params } = event;
      const { version } = await locals.call<{ version: number }>(
        'reports.restore-routing-version',
        { version: params.version, note: values.note ?? '' },
        key,
      );
      redirect(303, `${officeAddresses(locals.language).routing}?done=back&version=${version}&from=${params.version}`);
    }),
};
