import { z } from 'zod';
import { formatDate, formatDateTime } from '#kernel/dates.ts';
import { LANGUAGES, type Language, say } from '#kernel/text.ts';
import { type CaseState, type CaseType, stateTitle } from '#modules/cases/api.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { staff } from '#platform/policy.ts';
import { ReportId } from './operations-input.ts';
import { noticeValues } from './operations-notices.ts';
import { REPORT_TYPE, type ReportParts, reportData } from './operations-shared.ts';
import { reportProblems } from './problems.ts';
import { fillPhrase, offeredPhrases } from './rules-phrases.ts';
import { findPhrases } from './store-phrases.ts';

const NOT_KNOWN = { ar: 'غير محدد', en: 'not set' } as const;

const pageLanguage = (tag: string): Language =>
  (LANGUAGES as readonly string[]).includes(tag) ? (tag as Language) : 'en';

/** What the places of ready answers stand for in a report, in one language. */
async function valuesOf(
  parts: ReportParts,
  tx: Tx,
  { tenant }: OperationContext,
  type: CaseType,
  state: CaseState,
  language: string,
): Promise<Record<string, string>> {
  const { category } = reportData(state);
  const places = await noticeValues(parts, tx, state, tenant);
  const { timeZone } = tenant;
  const calendars = tenant.calendars.length > 1 ? ('both' as const) : ('gregorian' as const);
  const spoken = pageLanguage(language);
  const { deadline } = places;
  const teams = state.team === null ? [] : await parts.identity.teams(tx);
  const team = teams.find(({ code }) => code === state.team);
  return {
    number: state.number,
    category: say(category.name, language),
    state: say(stateTitle(type, state.state, 'applicant'), language),
    deadline:
      'instant' in deadline && deadline.instant !== undefined
        ? formatDateTime(deadline.instant, spoken, { timeZone, calendars })
        : NOT_KNOWN[spoken],
    opened: formatDate(state.openedAt, spoken, { timeZone, calendars }),
    place: typeof places.place === 'string' ? places.place : say(places.place, language),
    team: team === undefined ? NOT_KNOWN[spoken] : say(team.name, language),
    agency: say(places.agency, language),
    tenant: say(tenant.name, language),
  };
}

/** The ready answers that fit what an officer is about to write, filled from the report. */
export const offerOperation = (parts: ReportParts): Operation =>
  operation({
    name: 'reports.offer-phrases',
    summary: { ar: 'الردود الجاهزة لبلاغ', en: 'Ready answers for a report, filled' },
    kind: 'query',
    who: [staff()],
    route: { method: 'GET', path: '/reports-office/{id}/phrases' },
    rate: 'read',
    input: z.strictObject({ id: ReportId, action: z.string().min(1).max(64) }),
    output: z.object({
      /** The language the reporter is written to. */
      language: z.string(),
      items: z.array(
        z.object({
          key: z.string(),
          title: z.record(z.string(), z.string()),
          /** With the report's values, by language. */
          text: z.record(z.string(), z.string()),
        }),
      ),
    }),
    async run(tx, { id, action }, context) {
      const found = await parts.cases.findCase(tx, context, { id });
      if (found?.state.type.id !== REPORT_TYPE || !parts.cases.mayRead(context.actor, found.state)) {
        throw reportProblems['not-found']();
      }
      const { type, state } = found;
      const { category, contact } = reportData(state);
      const { languages } = context.tenant;
      const language = languages.find((tag) => tag === contact.language) ?? languages[0]!;
      const filled = new Map<string, Record<string, string>>();
      for (const tag of languages) filled.set(tag, await valuesOf(parts, tx, context, type, state, tag));
      const asked = {
        action,
        category: category.code,
        group: category.group,
        state: state.state,
        teams: [...context.actor.teams, ...(state.team === null ? [] : [state.team])],
      };
      return {
        language,
        items: offeredPhrases(await findPhrases(tx), asked).map(({ key, body }) => ({
          key,
          title: body.title,
          text: Object.fromEntries(
            Object.entries(body.text).map(([tag, text]) => [tag, fillPhrase(text, filled.get(tag) ?? {})]),
          ),
        })),
      };
    },
  });
