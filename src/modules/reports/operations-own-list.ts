import { z } from 'zod';
import { stateTitle } from '#modules/cases/api.ts';
import type { NoticeRequested } from '#modules/notifications/api.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { anyone } from '#platform/policy.ts';
import type { Tenant } from '#platform/tenants.ts';
import { Words } from './model-catalogue.ts';
import { typedAddress } from './operations-followed.ts';
import { letAsk } from './operations-gate.ts';
import { REPORT_TYPE, type ReportParts, reportData, words } from './operations-shared.ts';
import { deskOf, followingOf } from './operations-tenant.ts';
import { codeOf } from './operations-tracked.ts';
import { reportProblems } from './problems.ts';
import { normaliseTrackingCode, trackingCode } from './rules.ts';
import { reportsOfNumber } from './store-callers.ts';
import { closeView, countOwnLists, findLink, findView, insertOwnList, openLink } from './store-own-lists.ts';

/** Links one address is sent in an hour, and reports a list shows. */
const MOST_LINKS = 3;
const MOST_SHOWN = 100;

/** However much of a link was copied: what is none leads nowhere, and is no fault of the form. */
const Secret = z.string().min(1).max(200);

/** The reports made with an address, for whoever opens the message sent there: no account is needed. */
export function ownListOperations(parts: ReportParts): Operation[] {
  const { cases, identity, territory, trackingBytes } = parts;

  /** Only this installation can make it, and it is not stored. */
  const secretOf = (tenant: Tenant, what: 'link' | 'view', id: string): string =>
    trackingCode(trackingBytes(tenant.id, `own list ${what} ${id}`)).replaceAll('-', '');
  const digestOf = (tenant: Tenant, what: 'link' | 'view', secret: string): Uint8Array =>
    identity.lookupDigest(tenant, `own-list/${what}`, normaliseTrackingCode(secret) ?? '');
  const after = ({ now, tenant }: OperationContext): string =>
    now.add({ minutes: followingOf(tenant).listMinutes }).toString();

  const filed = async (tx: Tx, digest: Uint8Array) => {
    const ids = await reportsOfNumber(tx, digest, MOST_SHOWN);
    return ids.length === 0 ? [] : cases.list(tx, { type: REPORT_TYPE, ids }, 'newest', undefined, MOST_SHOWN);
  };

  return [
    operation({
      name: 'reports.request-own-list',
      summary: {
        ar: 'طلب رابط إلى البلاغات المقدمة ببريد أو جوال',
        en: 'Ask for a link to the reports made with an e-mail address or mobile number',
      },
      kind: 'command',
      who: [anyone()],
      route: { method: 'POST', path: '/own-report-lists' },
      rate: 'sign-in',
      input: z.strictObject({
        /** An e-mail address or a mobile number. */
        to: z.string().trim().min(1).max(254),
        language: z.string().regex(/^[a-z]{2,3}$/),
      }),
      /** The same whether any report was made with it or not. */
      output: z.object({ channel: z.enum(['email', 'sms']), to: z.string(), minutes: z.int() }),
      async run(tx, input, context) {
        const { tenant, now } = context;
        const { channel, address, digest } = typedAddress(parts, tenant, input.to);
        await letAsk(parts, context);
        const { listMinutes: minutes } = followingOf(tenant);
        const answer = { channel, to: address, minutes };
        const { length: count } = await filed(tx, digest);
        const sent = await countOwnLists(tx, digest, now.subtract({ hours: 1 }).toString());
        if (count === 0 || sent >= MOST_LINKS) return answer;
        const id = context.newId();
        const secret = secretOf(tenant, 'link', id);
        const link = digestOf(tenant, 'link', secret);
        // A person of whom nothing is known, so that the message can be forgotten with the list.
        await identity.addPerson(tx, id, tenant.languages[0]!);
        await insertOwnList(tx, { id, digest, link, at: now.toString(), until: after(context) });
        const language = tenant.languages.includes(input.language) ? input.language : tenant.languages[0]!;
        const request: NoticeRequested = {
          notice: 'ownReports',
          to: [
            {
              role: 'reporter',
              partyId: id,
              contact: { [channel === 'email' ? 'email' : 'mobile']: address, language },
            },
          ],
          values: { count, minutes, link: { path: `/own/${secret}` } },
          mandatory: true,
        };
        context.about({ type: 'own-list', id });
        context.emit({ type: 'reports.notice-requested', key: id, payload: { ...request } });
        return answer;
      },
    }),
    operation({
      name: 'reports.open-own-list',
      summary: { ar: 'فتح رابط «بلاغاتي» لمرة واحدة', en: 'Open the link to one’s own reports, once' },
      kind: 'command',
      who: [anyone()],
      route: { method: 'POST', path: '/own-report-lists/{secret}/opening' },
      rate: 'sign-in',
      guess: 'reports.own-list-over',
      answersOnce: true,
      input: z.strictObject({ secret: Secret }),
      output: z.object({ view: z.string(), minutes: z.int() }),
      async run(tx, { secret }, context) {
        const { tenant, now } = context;
        const row = await findLink(tx, digestOf(tenant, 'link', secret), now.toString());
        if (row === undefined) throw reportProblems['own-list-over']();
        const view = secretOf(tenant, 'view', row.id);
        await openLink(tx, row.id, digestOf(tenant, 'view', view), after(context));
        context.about({ type: 'own-list', id: row.id });
        return { view, minutes: followingOf(tenant).listMinutes };
      },
    }),
    operation({
      name: 'reports.list-own',
      summary: { ar: 'بلاغات صاحب العنوان بعد فتح رابطه', en: 'The reports of an address whose link was opened' },
      kind: 'query',
      who: [anyone()],
      route: { method: 'POST', path: '/own-reports' },
      rate: 'read',
      guess: 'reports.own-list-over',
      discloses: true,
      input: z.strictObject({ view: Secret }),
      output: z.object({
        until: z.string(),
        /** For how long reports are found by their address. */
        days: z.int(),
        items: z.array(
          z.object({
            number: z.string(),
            code: z.string(),
            category: Words,
            state: z.string(),
            stateTitle: Words,
            district: Words.nullable(),
            openedAt: z.string(),
            dueAt: z.string().nullable(),
            closedAt: z.string().nullable(),
          }),
        ),
      }),
      async run(tx, { view }, context) {
        const { tenant, now } = context;
        const row = await findView(tx, digestOf(tenant, 'view', view), now.toString());
        if (row === undefined) throw reportProblems['own-list-over']();
        const type = await cases.typeOf(tx, context, REPORT_TYPE);
        const items = [];
        for (const found of await filed(tx, row.digest)) {
          const district = found.districtId === null ? {} : await territory.areaName(tx, tenant, found.districtId);
          items.push({
            number: found.number,
            code: codeOf(parts, tenant.id, found.id),
            category: reportData(found).category.name,
            state: found.state,
            stateTitle: stateTitle(type, found.state, 'applicant'),
            district: Object.keys(district).length === 0 ? null : words(district),
            openedAt: found.openedAt,
            dueAt: found.dueAt,
            closedAt: found.closedAt,
          });
        }
        context.disclosed({ type: 'own-list', id: row.id }, ['reports']);
        return { until: row.until, days: deskOf(tenant).retentionDays, items };
      },
    }),
    operation({
      name: 'reports.close-own-list',
      summary: { ar: 'إغلاق قائمة «بلاغاتي» في هذا المتصفح', en: 'Close the list of one’s own reports' },
      kind: 'command',
      who: [anyone()],
      route: { method: 'POST', path: '/own-reports/closing' },
      rate: 'write',
      input: z.strictObject({ view: Secret }),
      output: z.object({ closed: z.boolean() }),
      async run(tx, { view }, { tenant, now }) {
        await closeView(tx, digestOf(tenant, 'view', view), now.toString());
        return { closed: true };
      },
    }),
  ];
}
