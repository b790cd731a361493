import { z } from 'zod';
import { emailAddress } from '#modules/notifications/api.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { anyone } from '#platform/policy.ts';
import { Words } from './model-catalogue.ts';
import { WHOLE_TENANT } from './model-map.ts';
import { alertLetters, alertSending, CONFIRM_HOURS, placeOf, weekOf } from './operations-alerts-due.ts';
import { PointInput, ReportId } from './operations-input.ts';
import { type ReportParts, words } from './operations-shared.ts';
import { reportProblems } from './problems.ts';
import { type AlertPlace, FREQUENCIES, keysOfAlert, tellAt } from './rules-alerts.ts';
import {
  type AlertRow,
  confirmAlert,
  countAlerts,
  deleteAlert,
  findAlert,
  insertAlert,
  setFrequency,
} from './store-alerts.ts';

/** Requests of one address in a day that nobody confirmed yet, and alerts it may have. */
const MOST_WAITING = 3;
const MOST_ALERTS = 20;

const Token = z.string().min(10).max(80);
const Key = z.strictObject({ id: ReportId, token: Token });
const Frequency = z.enum(FREQUENCIES);

const AlertView = z.object({
  id: z.string(),
  /** Enough to recognise, not enough to use. */
  email: z.string(),
  area: Words.nullable(),
  radiusMetres: z.int().nullable(),
  point: z.object({ longitude: z.number(), latitude: z.number() }).nullable(),
  group: Words.nullable(),
  frequency: Frequency,
  confirmed: z.boolean(),
});

export function alertOperations(parts: ReportParts): Operation[] {
  const { territory } = parts;

  const { tokenOf, groupName, nameOf, mailTo } = alertLetters(parts);

  async function get(tx: Tx, { tenant }: OperationContext, { id, token }: z.infer<typeof Key>): Promise<AlertRow> {
    const alert = token === tokenOf(tenant, id) ? await findAlert(tx, id) : undefined;
    if (alert === undefined) throw reportProblems['alert-not-found']();
    return alert;
  }

  const masked = (email: string) => `${email.slice(0, 1)}•••${email.slice(email.indexOf('@'))}`;

  return [
    operation({
      name: 'reports.request-alert',
      summary: { ar: 'طلب تنبيه بالبريد عن بلاغات منطقة', en: 'Ask for e-mail alerts about the reports of an area' },
      kind: 'command',
      who: [anyone()],
      route: { method: 'POST', path: '/report-alerts' },
      rate: 'sign-in',
      input: z.strictObject({
        email: z.string().trim().max(254),
        language: z.string().regex(/^[a-z]{2,3}$/),
        /** A district or municipality; left out with a point and a distance. */
        area: ReportId.optional(),
        /** Everywhere in the tenant's territory. */
        everywhere: z.boolean().default(false),
        point: PointInput.optional(),
        radiusMetres: z.coerce.number().int().min(100).max(10_000).optional(),
        group: z.string().max(64).optional(),
        frequency: Frequency.default('daily'),
      }),
      output: z.object({ email: z.string(), hours: z.int() }),
      async run(tx, input, context) {
        const { tenant, now } = context;
        const email = emailAddress(input.email);
        if (email === undefined) throw reportProblems['alert-email']();
        let place: AlertPlace;
        if (input.point !== undefined && input.radiusMetres !== undefined) {
          await territory.locateOrRefuse(tx, tenant, input.point);
          place = { areaId: null, circle: { point: input.point, radiusMetres: input.radiusMetres } };
        } else if (input.area !== undefined) {
          if ((await territory.findArea(tx, tenant, input.area)) === undefined) throw reportProblems['unknown-area']();
          place = { areaId: input.area, circle: null };
        } else if (input.everywhere) place = { areaId: WHOLE_TENANT, circle: null };
        else throw reportProblems['alert-place']();
        if (input.group !== undefined && (await groupName(tx, tenant, input.group)) === null) {
          throw reportProblems['unknown-category']({ values: { code: input.group } });
        }
        const counted = await countAlerts(tx, email.toLowerCase(), now.subtract({ hours: 24 }).toString());
        if (counted.waiting >= MOST_WAITING || counted.confirmed >= MOST_ALERTS)
          throw reportProblems['too-many-alerts']();
        const alert: AlertRow = {
          id: context.newId(),
          email: email.toLowerCase(),
          language: tenant.languages.includes(input.language) ? input.language : tenant.languages[0]!,
          areaId: place.areaId,
          longitude: place.circle?.point.longitude ?? null,
          latitude: place.circle?.point.latitude ?? null,
          radiusMetres: place.circle?.radiusMetres ?? null,
          categoryGroup: input.group ?? null,
          frequency: input.frequency,
          confirmedAt: null,
          lastSentAt: null,
          dueAt: null,
        };
        await insertAlert(tx, alert, keysOfAlert(place), now.toString());
        await mailTo(tx, context, alert, 'alertConfirm', { hours: CONFIRM_HOURS });
        return { email, hours: CONFIRM_HOURS };
      },
    }),
    operation({
      name: 'reports.get-alert',
      summary: { ar: 'تنبيه بالبريد كما يراه صاحبه', en: 'An e-mail alert, as its owner sees it' },
      kind: 'query',
      who: [anyone()],
      route: { method: 'GET', path: '/report-alerts/{id}' },
      rate: 'read',
      guess: 'reports.alert-not-found',
      input: Key,
      output: AlertView,
      async run(tx, key, context) {
        const alert = await get(tx, context, key);
        const { circle } = placeOf(alert);
        const group = await groupName(tx, context.tenant, alert.categoryGroup);
        return {
          id: alert.id,
          email: masked(alert.email),
          area: circle === null ? words(await nameOf(tx, context.tenant, alert.areaId)) : null,
          radiusMetres: alert.radiusMetres,
          point: circle?.point ?? null,
          group,
          frequency: alert.frequency,
          confirmed: alert.confirmedAt !== null,
        };
      },
    }),
    operation({
      name: 'reports.confirm-alert',
      summary: { ar: 'تأكيد تنبيه بالبريد', en: 'Confirm an e-mail alert' },
      kind: 'command',
      who: [anyone()],
      route: { method: 'POST', path: '/report-alerts/{id}/confirmation' },
      rate: 'write',
      guess: 'reports.alert-not-found',
      input: Key,
      output: z.object({ id: z.string() }),
      async run(tx, key, context) {
        const { id } = await get(tx, context, key);
        await confirmAlert(tx, id, context.now.toString());
        return { id };
      },
    }),
    operation({
      name: 'reports.set-alert-frequency',
      summary: { ar: 'تغيير موعد رسائل تنبيه', en: 'Change how often an alert is sent' },
      kind: 'command',
      who: [anyone()],
      route: { method: 'POST', path: '/report-alerts/{id}/frequency' },
      rate: 'write',
      guess: 'reports.alert-not-found',
      input: Key.extend({ frequency: Frequency }),
      output: z.object({ id: z.string(), frequency: Frequency }),
      async run(tx, { frequency, ...key }, context) {
        const alert = await get(tx, context, key);
        const last = alert.lastSentAt === null ? null : Temporal.Instant.from(alert.lastSentAt);
        const due =
          alert.dueAt === null ? null : tellAt(frequency, context.now, last, weekOf(context.tenant)).toString();
        await setFrequency(tx, alert.id, frequency, due);
        return { id: alert.id, frequency };
      },
    }),
    operation({
      name: 'reports.end-alert',
      summary: { ar: 'إلغاء تنبيه بالبريد', en: 'End an e-mail alert' },
      kind: 'command',
      who: [anyone()],
      route: { method: 'POST', path: '/report-alerts/{id}/end' },
      rate: 'write',
      guess: 'reports.alert-not-found',
      input: Key,
      output: z.object({ ended: z.boolean() }),
      async run(tx, { id, token }, { tenant }) {
        if (token !== tokenOf(tenant, id)) throw reportProblems['alert-not-found']();
        // Ended twice is ended: whoever presses again is not told of an error.
        await deleteAlert(tx, id);
        return { ended: true };
      },
    }),
    alertSending(parts),
  ];
}
