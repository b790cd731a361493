import { z } from 'zod';
import type { NoticeRequested, NoticeValue } from '#modules/notifications/api.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { system } from '#platform/policy.ts';
import type { Tenant } from '#platform/tenants.ts';
import { WHOLE_TENANT } from './model-map.ts';
import { REPORT_TYPE, type ReportParts, words } from './operations-shared.ts';
import type { AlertPlace } from './rules-alerts.ts';
import { type AlertRow, claimDue, deleteUnconfirmed, noteSent, readMatches } from './store-alerts.ts';

/** How long a request waits for its confirmation. */
export const CONFIRM_HOURS = 48;
const SEND_AT_ONCE = 50;
/** Reports a message lists; of more it says how many. */
const MOST_LISTED = 20;

export const placeOf = (row: Pick<AlertRow, 'areaId' | 'longitude' | 'latitude' | 'radiusMetres'>): AlertPlace =>
  row.radiusMetres === null
    ? { areaId: row.areaId ?? WHOLE_TENANT, circle: null }
    : {
        areaId: null,
        circle: { point: { longitude: row.longitude!, latitude: row.latitude! }, radiusMetres: row.radiusMetres },
      };

export const weekOf = (tenant: Tenant) => ({
  timeZone: tenant.timeZone,
  weekend: (tenant.settings.calendar as { weekend?: number[] } | undefined)?.weekend ?? [],
});

/** What is said about alerts, and to whom. */
export function alertLetters({ catalogues, territory, trackingBytes }: ReportParts) {
  /** The secret of an alert's links: only this installation can make it, and it is not stored. */
  const tokenOf = (tenant: Tenant, id: string): string =>
    Buffer.from(trackingBytes(tenant.id, `alert ${id}`)).toString('base64url');

  async function groupName(tx: Tx, tenant: Tenant, code: string | null) {
    const { groups } = await catalogues.of(tx, tenant);
    return groups.find((group) => group.code === code)?.name ?? null;
  }

  const nameOf = async (tx: Tx, tenant: Tenant, areaId: string | null) =>
    areaId === WHOLE_TENANT || areaId === null ? tenant.name : territory.areaName(tx, tenant, areaId);

  /** Where an alert is for, in the words of its message. */
  async function placeWords(tx: Tx, tenant: Tenant, alert: AlertRow): Promise<NoticeValue> {
    if (alert.radiusMetres === null) return words(await nameOf(tx, tenant, alert.areaId)) as NoticeValue;
    const kilometres = alert.radiusMetres / 1_000;
    const far = alert.radiusMetres < 1_000 ? `${alert.radiusMetres}` : `${kilometres}`;
    return alert.radiusMetres < 1_000
      ? { ar: `دائرة نصف قطرها ${far} م حول الموقع الذي اخترته`, en: `${far} m around the place you chose` }
      : { ar: `دائرة نصف قطرها ${far} كم حول الموقع الذي اخترته`, en: `${far} km around the place you chose` };
  }

  async function mailTo(
    tx: Tx,
    context: OperationContext,
    alert: AlertRow,
    notice: 'alertConfirm' | 'alertReports',
    values: Record<string, NoticeValue>,
  ): Promise<void> {
    const token = tokenOf(context.tenant, alert.id);
    const group = await groupName(tx, context.tenant, alert.categoryGroup);
    const request: NoticeRequested = {
      notice,
      to: [{ role: 'subscriber', contact: { email: alert.email, language: alert.language } }],
      values: {
        place: await placeWords(tx, context.tenant, alert),
        category: (group as NoticeValue | null) ?? { ar: 'كل التصنيفات', en: 'every kind' },
        link: { path: `/alerts/${alert.id}?token=${token}` },
        ...values,
      },
      mandatory: true,
      ...(notice === 'alertReports' ? { unsubscribe: `/alerts/unsubscribe/${alert.id}/${token}` } : {}),
    };
    context.emit({ type: 'reports.notice-requested', key: alert.id, payload: { ...request } });
  }

  return { tokenOf, groupName, nameOf, mailTo };
}

export function alertSending(parts: ReportParts): Operation {
  const { cases, catalogues, territory } = parts;
  const { mailTo } = alertLetters(parts);
  return operation({
    name: 'reports.send-alerts',
    summary: { ar: 'إرسال التنبيهات التي حان موعدها', en: 'Send the alerts that are due' },
    kind: 'command',
    who: [system()],
    route: { method: 'POST', path: '/report-alerts-due' },
    rate: 'bulk',
    input: z.strictObject({}),
    output: z.object({ sent: z.int(), more: z.boolean() }),
    async run(tx, _, context) {
      const { tenant, now } = context;
      await deleteUnconfirmed(tx, now.subtract({ hours: CONFIRM_HOURS }).toString());
      const due = await claimDue(tx, now.toString(), SEND_AT_ONCE);
      if (due.length === 0) return { sent: 0, more: false };
      const ids = due.map(({ id }) => id);
      const matches = await readMatches(tx, ids);
      const caseIds = [...new Set(matches.map(({ caseId }) => caseId))];
      // Hidden or withdrawn meanwhile: nobody is told of it.
      const shown = new Map(
        (await cases.places(tx, REPORT_TYPE, { ids: caseIds })).filter((one) => one.public).map((one) => [one.id, one]),
      );
      const { categories } = await catalogues.of(tx, tenant);
      const nameOfTopic = new Map(categories.map(({ code, name }) => [code, name]));
      let sent = 0;
      for (const alert of due) {
        const reports = matches.flatMap(({ alertId, caseId }) =>
          alertId === alert.id ? (shown.get(caseId) ?? []) : [],
        );
        if (reports.length === 0) continue;
        const lines = [];
        for (const report of reports.slice(0, MOST_LISTED)) {
          const category = nameOfTopic.get(report.topic ?? '') ?? {};
          const district = report.districtId === null ? {} : await territory.areaName(tx, tenant, report.districtId);
          lines.push({ text: lineOf(category, district, report.number), path: `/reports/${report.number}` });
        }
        await mailTo(tx, context, alert, 'alertReports', { count: reports.length, reports: { lines } });
        sent += 1;
      }
      await noteSent(tx, ids, now.toString());
      return { sent, more: due.length === SEND_AT_ONCE };
    },
  });
}

/** What a message says of one report: what, where, number. Never a description, which could name somebody. */
function lineOf(category: object, district: object, number: string): Record<string, string> {
  const [names, places] = [category as Record<string, string>, district as Record<string, string>];
  return Object.fromEntries(
    Object.entries(names).map(([language, name]) => [
      language,
      [name, places[language], number].filter(Boolean).join(' · '),
    ]),
  );
}
