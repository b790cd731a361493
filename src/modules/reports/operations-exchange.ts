import { z } from 'zod';
import { Flag } from '#kernel/flag.ts';
import type { Text } from '#kernel/text.ts';
import { type CaseRow, stateTitle } from '#modules/cases/api.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { anyone } from '#platform/policy.ts';
import { PublicReportView } from './operations-input.ts';
import { openPhotos } from './operations-public.ts';
import { offensiveWordsOf, REPORT_TYPE, type ReportParts, reportData, words } from './operations-shared.ts';
import { reportProblems } from './problems.ts';
import { isFixed, MOST_REQUESTS, MOST_SKIPPED, maskPersonal, publicText, RESULT_TEXTS, shownPhotos } from './rules.ts';
import { findReceived, sentBy } from './store-exchange.ts';

const Words = z.record(z.string(), z.string());
const list = (most: number) =>
  z.preprocess(
    (value) => (value === undefined || Array.isArray(value) ? value : [value]),
    z.array(z.string().max(100)).max(most),
  );
const Moment = z.iso.datetime({ offset: true }).max(40);

/** A report as other systems see it: what everybody may see, and when and why it changed. */
export const ExchangedReport = PublicReportView.extend({
  id: z.string(),
  place: z.object({ longitude: z.number(), latitude: z.number(), address: z.string().nullable() }).nullable(),
  updatedAt: z.string(),
  open: z.boolean(),
  result: z.object({ code: z.string(), text: Words }).nullable(),
  /** Who is to act on it: the outside owner it was handed to, or our department. */
  responsible: Words,
});
export type ExchangedReport = z.infer<typeof ExchangedReport>;

/**
 * Rows as other systems see them. What the public may not see is shown only to the system that sent it, and then
 * without what others added: no photo, and nobody's personal words.
 */
export async function exchangedViews(
  tx: Tx,
  context: Pick<OperationContext, 'actor' | 'tenant'>,
  parts: Pick<ReportParts, 'cases' | 'territory' | 'documents' | 'catalogues'>,
  found: readonly CaseRow[],
): Promise<ExchangedReport[]> {
  if (found.length === 0) return [];
  const { actor, tenant } = context;
  const offensive = offensiveWordsOf(tenant);
  const type = await parts.cases.typeOf(tx, context, REPORT_TYPE);
  const departments = new Map((await parts.catalogues.of(tx, tenant)).departments.map((one) => [one.code, one.name]));
  const hidden = found.filter((row) => !row.public).map(({ id }) => id);
  const own = actor.kind === 'service' && actor.partyId !== null ? await sentBy(tx, actor.partyId, hidden) : new Set();
  const shown = found.filter((row) => row.public || own.has(row.id));
  const released = shown.flatMap((row) => (row.public ? shownPhotos(reportData(row as never)) : []));
  const photos = new Map((await parts.documents.describe(tx, released)).map((photo) => [photo.id, photo]));
  const names = new Map<string, Text>();
  for (const id of new Set(shown.flatMap(({ districtId }) => districtId ?? []))) {
    names.set(id, await parts.territory.areaName(tx, tenant, id));
  }
  return shown.map((row) => {
    const data = reportData(row as never);
    const { category, outsideOwner } = data;
    const text = row.public
      ? publicText({ ...data, words: offensive })
      : data.description === null
        ? null
        : maskPersonal(data.description);
    const district = (row.districtId === null ? undefined : names.get(row.districtId)) ?? {};
    return {
      id: row.id,
      number: row.number,
      category: { code: category.code, group: category.group, name: category.name },
      state: row.state,
      stateTitle: stateTitle(type, row.state, 'public'),
      fixed: isFixed(row.state, row.result as never),
      open: row.closedAt === null,
      result: row.result === null ? null : { code: row.result, text: RESULT_TEXTS[row.result as never] ?? {} },
      // The system that sent it reads its own words of a report nobody else sees; of others, what is public.
      description: text,
      textWithheld: data.description !== null && text === null,
      place:
        row.longitude === null || row.latitude === null
          ? null
          : {
              longitude: row.longitude,
              latitude: row.latitude,
              address: data.address === null ? null : maskPersonal(data.address),
            },
      district: Object.keys(district).length === 0 ? null : words(district),
      responsible:
        (row.state === 'waiting_external' ? outsideOwner?.name : undefined) ??
        departments.get(category.department) ??
        {},
      openedAt: row.openedAt,
      updatedAt: row.updatedAt,
      closedAt: row.closedAt,
      dueAt: row.dueAt,
      photos: openPhotos(row.public ? shownPhotos(data) : [], photos, data),
      supporters: row.followers,
    };
  });
}

export function exchangeOperations(parts: ReportParts): Operation[] {
  const { cases } = parts;
  return [
    operation({
      name: 'reports.list-service-requests',
      summary: { ar: 'البلاغات لأنظمة الشركاء', en: 'Reports, for the systems of partners' },
      kind: 'query',
      who: [anyone()],
      route: { method: 'GET', path: '/service-requests' },
      rate: 'read',
      input: z.strictObject({
        /** These and no others, in the order of the newest; all else is left aside. */
        numbers: list(MOST_REQUESTS).optional(),
        categories: list(200).optional(),
        open: Flag.optional(),
        /** Reported from this moment on, and before that one. */
        from: Moment.optional(),
        to: Moment.optional(),
        skip: z.coerce.number().int().min(0).max(MOST_SKIPPED).default(0),
        limit: z.coerce.number().int().min(1).max(MOST_REQUESTS).default(MOST_REQUESTS),
      }),
      output: z.object({ items: z.array(ExchangedReport), more: z.boolean() }),
      async run(tx, { numbers, categories, open, from, to, skip, limit }, context) {
        const filter =
          numbers === undefined
            ? { type: REPORT_TYPE, public: true, topics: categories, open, openedFrom: from, openedTo: to }
            : { type: REPORT_TYPE, numbers };
        const found = await cases.list(tx, filter, 'newest', undefined, limit, skip);
        return { items: await exchangedViews(tx, context, parts, found.slice(0, limit)), more: found.length > limit };
      },
    }),
    operation({
      name: 'reports.find-received',
      summary: { ar: 'رقم بلاغ أرسله نظام شريك', en: 'The number of a report that a partner’s system sent' },
      kind: 'query',
      who: [anyone()],
      route: { method: 'GET', path: '/service-requests-received/{externalId}' },
      rate: 'read',
      input: z.strictObject({ externalId: z.string().min(1).max(100) }),
      output: z.object({ number: z.string() }),
      async run(tx, { externalId }, { actor }) {
        const found =
          actor.kind !== 'service' || actor.partyId === null
            ? undefined
            : await findReceived(tx, actor.partyId, externalId);
        if (found === undefined) throw reportProblems['not-found']();
        return { number: found.number };
      },
    }),
  ];
}
