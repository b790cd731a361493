import { z } from 'zod';
import type { Actor } from '#kernel/actor.ts';
import { plainText } from '#kernel/arabic.ts';
import type { Id } from '#kernel/id.ts';
import { distanceMetres } from '#kernel/place.ts';
import { say } from '#kernel/text.ts';
import type { CaseRow } from '#modules/cases/api.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { requestProblems } from '#platform/validation.ts';
import { callInHand, DeskReport, deskReports, openCaller, READS_CALLS, TAKES_CALLS } from './operations-desk-shared.ts';
import { fileReport } from './operations-filing.ts';
import { PointInput, ReportId, ReportReceipt } from './operations-input.ts';
import { countryCodeOf, REPORT_TYPE, type ReportParts, reportData, settingsOf } from './operations-shared.ts';
import { deskOf, open311Of } from './operations-tenant.ts';
import { reportProblems } from './problems.ts';
import { type Answers, answersInWords, getCategory, squareOf, urgencyOfFacts, wrongAnswers } from './rules.ts';
import { mobileOf } from './rules-contact.ts';
import { findCaller, reportsOfNumber } from './store-callers.ts';
import { addEntry, countReport, listEntries } from './store-desk.ts';

/** How the desk's reports come in, in every tenant's list of channels. */
const PHONE = 'phone';
/** A caller is rarely more exact than this. */
const LEAST_RADIUS_METRES = 150;
const DEGREES_PER_METRE = 1 / 111_000;
const MOST_NEAR = 6;
/** Reports of one number among which the one that was called about is looked for. */
const MOST_OWN = 200;
const AGAIN = { ar: 'اتصل المبلّغ مرة أخرى بشأن بلاغه.', en: 'The reporter called again about this report.' };
const ANOTHER = { ar: 'اتصل مبلّغ آخر عن البلاغ نفسه.', en: 'Another caller reported the same.' };

/** The caller as the party that follows: the agent acts for them, and the ledger keeps the agent. */
const asCaller = (context: OperationContext, partyId: Id): OperationContext => {
  const actor: Actor = {
    ...context.actor,
    kind: 'person',
    partyId,
    onBehalfOf: null,
    segment: 'individual',
    roles: [],
    teams: [],
    sessionId: null,
    channel: 'phone',
  };
  return { ...context, actor };
};

export function deskFilingOperations(parts: ReportParts): Operation[] {
  const { cases, catalogues } = parts;

  /** What was answered and what makes it urgent, as lines that whoever works on the report reads. */
  function told(
    tenant: OperationContext['tenant'],
    category: string,
    said: readonly string[],
    answers: Answers,
  ): string {
    const language = tenant.languages[0] ?? 'ar';
    const questions = open311Of(tenant).attributes.filter(({ services }) => services.includes(category));
    const wrong = wrongAnswers(questions, answers, language);
    if (wrong.length > 0) {
      const path = (one: string) => one.replace(/^attribute\[(.+)\]$/, 'answers.$1');
      throw requestProblems.invalid({ fields: wrong.map((one) => ({ ...one, path: path(one.path) })) });
    }
    const urgent = deskOf(tenant).urgency.filter(({ code }) => said.includes(code));
    return [...urgent.map(({ name }) => say(name, language)), answersInWords(questions, answers, language)]
      .filter(Boolean)
      .join('\n');
  }

  async function near(tx: Tx, context: OperationContext, point: z.infer<typeof PointInput>, category?: string) {
    const radius = Math.max(settingsOf(context.tenant).duplicates.radiusMetres, LEAST_RADIUS_METRES);
    const group =
      category === undefined ? undefined : getCategory(await catalogues.of(tx, context.tenant), category).group;
    const found = await cases.nearest(
      tx,
      { ...cases.scope(context.actor), type: REPORT_TYPE, open: true },
      point,
      radius * DEGREES_PER_METRE * 1.5,
      40,
    );
    const metres = (row: CaseRow) => distanceMetres(point, { longitude: row.longitude!, latitude: row.latitude! });
    /** The same category first, then its group, then what is nearest. */
    const rank = (row: CaseRow) => {
      const of = reportData(row).category;
      return of.code === category ? 0 : of.group === group ? 1 : 2;
    };
    return found
      .map((row) => ({ row, metres: metres(row), rank: rank(row) }))
      .filter((one) => one.metres <= radius && (group === undefined || one.rank < 2))
      .sort((a, b) => a.rank - b.rank || a.metres - b.metres)
      .slice(0, MOST_NEAR);
  }

  return [
    operation({
      name: 'reports.list-near',
      summary: {
        ar: 'بلاغات مفتوحة قرب موقع، قد يكون المتصل يعنيها',
        en: 'Open reports near a place that a caller may mean',
      },
      kind: 'query',
      who: [READS_CALLS],
      route: { method: 'GET', path: '/desk/near' },
      rate: 'read',
      input: PointInput.extend({ category: z.string().min(1).max(64).optional() }),
      output: z.object({
        items: z.array(
          DeskReport.extend({
            distanceMetres: z.int(),
            sameCategory: z.boolean(),
            description: z.string().nullable(),
            followers: z.int(),
          }),
        ),
      }),
      async run(tx, { category, ...point }, context) {
        const found = await near(tx, context, point, category);
        const views = await deskReports(
          parts,
          tx,
          context,
          found.map(({ row }) => row),
        );
        return {
          items: views.map((view, i) => ({
            ...view,
            distanceMetres: Math.round(found[i]!.metres),
            sameCategory: found[i]!.rank === 0,
            description: reportData(found[i]!.row).description?.slice(0, 200) ?? null,
            followers: found[i]!.row.followers,
          })),
        };
      },
    }),
    operation({
      name: 'reports.file-from-call',
      summary: { ar: 'رفع بلاغ نيابة عن متصل', en: 'Make a report for a caller' },
      kind: 'command',
      who: [TAKES_CALLS],
      route: { method: 'POST', path: '/desk/calls/{id}/reports' },
      rate: 'write',
      input: z.strictObject({
        id: ReportId,
        category: z.string().min(1).max(64),
        location: PointInput.nullable().default(null),
        address: plainText({ min: 0, max: 300 }).optional(),
        landmark: plainText({ min: 0, max: 200 }).optional(),
        /** The name of the category where nothing more is said. */
        description: plainText({ min: 0, max: 4_000, multiline: true }).optional(),
        urgency: z.array(z.string().max(31)).max(9).default([]),
        answers: z
          .record(z.string().min(1).max(64), z.union([z.string().max(2_000), z.array(z.string().max(200)).max(50)]))
          .default({}),
        language: z
          .string()
          .regex(/^[a-z]{2,3}$/)
          .optional(),
      }),
      output: ReportReceipt,
      async run(tx, { id, urgency, answers, language, ...said }, context) {
        const { tenant } = context;
        const call = await callInHand(tx, context, id);
        const category = getCategory(await catalogues.of(tx, tenant), said.category);
        if (category.needsPlace && said.location === null) throw reportProblems['place-needed']();
        const caller = call.caller === null ? undefined : await openCaller(parts, tx, context, call.caller);
        // A fixed line receives no messages: its caller is told by the agent alone.
        const mobile = caller === undefined ? undefined : mobileOf(caller.phone, countryCodeOf(tenant));
        const lines = told(tenant, said.category, urgency, answers);
        const tongue = tenant.languages.find((one) => one === language) ?? tenant.languages[0] ?? 'ar';
        const receipt = await fileReport(
          parts,
          tx,
          context,
          {
            ...said,
            description: said.description || say(category.name, tongue),
            photos: [],
            contact: {
              ...(caller?.name ? { name: caller.name } : {}),
              ...(mobile === undefined ? {} : { mobile }),
              language: tongue,
            },
          },
          {
            channel: PHONE,
            facts: lines === '' ? {} : { serviceAnswers: lines },
            urgent: urgencyOfFacts(deskOf(tenant).urgency, urgency),
          },
        );
        const at = context.now.toString();
        await addEntry(tx, id, {
          at,
          by: context.actor.partyId,
          what: 'filed',
          caseId: receipt.id as Id,
          category: category.code,
          cell: said.location === null ? null : squareOf(said.location),
          hour: context.now.toZonedDateTimeISO(tenant.timeZone).hour,
        });
        await countReport(tx, id, 'filed', at);
        return receipt;
      },
    }),
    operation({
      name: 'reports.join-from-call',
      summary: { ar: 'ضم متصل إلى بلاغ قائم', en: 'Join a caller to a report that is there' },
      kind: 'command',
      who: [TAKES_CALLS],
      route: { method: 'POST', path: '/desk/calls/{id}/joins' },
      rate: 'write',
      input: z.strictObject({
        id: ReportId,
        caseId: ReportId,
        /** What this caller knows that the report does not say yet. */
        note: plainText({ min: 0, max: 1_000, multiline: true }).optional(),
      }),
      output: z.object({ id: z.string(), number: z.string() }),
      async run(tx, { id, caseId, note }, context) {
        const call = await callInHand(tx, context, id);
        const loaded = await cases.findCase(tx, context, { id: caseId });
        if (loaded?.state.type.id !== REPORT_TYPE || !cases.mayRead(context.actor, loaded.state)) {
          throw reportProblems['not-found']();
        }
        const before = await listEntries(tx, id);
        if (before.some((one) => one.caseId === caseId)) throw reportProblems['joined-before']();
        const { number, participants } = loaded.state;
        const act = (as: OperationContext, action: string, input: Record<string, unknown>) =>
          cases.act(tx, as, { caseId, action, input, expectedVersion: null });
        const caller = call.caller === null ? undefined : await findCaller(tx, call.caller);
        const own = caller !== undefined && (await reportsOfNumber(tx, caller.digest, MOST_OWN)).includes(caseId);
        // Nobody follows what accuses somebody, nor a report of their own; there the note alone tells of the call.
        const followed = reportData(loaded.state).category.public && call.caller !== null && !own;
        if (followed && !participants.some(({ partyId }) => partyId === call.caller)) {
          await act(asCaller(context, call.caller!), 'follow', {});
        }
        const arabic = (context.tenant.languages[0] ?? 'ar') === 'ar';
        const called = own ? (arabic ? AGAIN.ar : AGAIN.en) : arabic ? ANOTHER.ar : ANOTHER.en;
        await act(context, 'note', { text: note ? `${called}\n${note}` : called, audience: ['office'] });
        const at = context.now.toString();
        await addEntry(tx, id, { at, by: context.actor.partyId, what: 'joined', caseId });
        await countReport(tx, id, 'joined', at);
        return { id: caseId, number };
      },
    }),
  ];
}
