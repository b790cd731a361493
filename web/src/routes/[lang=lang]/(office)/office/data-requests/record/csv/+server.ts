import { stringify } from 'csv-stringify/sync';
import { say } from '#kernel/text.ts';
import type { PrivacyDocument } from '#modules/identity/api.ts';
import { privacy } from '$lib/messages/privacy.ts';
import { mayReadRequests, staffOf } from '$lib/office/access.ts';
import type { RequestHandler } from './$types';

/** The record as a table, one line for each kind of data of each activity. The mark at its head is for spreadsheets. */
export const GET: RequestHandler = async (event) => {
  staffOf(event, mayReadRequests);
  const { locals } = event;
  const { language } = locals;
  const t = privacy(language);
  const record = await locals.call<PrivacyDocument>('identity.get-processing-record', {});
  const head = [
    t('nav.record'),
    t('record.purpose'),
    t('record.basis'),
    t('ground'),
    t('record.subjects'),
    t('what'),
    t('term'),
    t('change.unit'),
    t('since'),
    t('seen-by'),
    t('safeguard'),
    t('end'),
    t('record.recipients'),
    t('record.transfer'),
    t('version'),
  ];
  const lines = record.activities.flatMap((activity) =>
    activity.keeps.map((kept) => [
      say(activity.name, language),
      say(activity.purpose, language),
      t(`grounds.${activity.ground}`),
      say(activity.basis, language),
      say(activity.subjects, language),
      kept.what[language],
      kept.days === null ? t('forever') : String(kept.days),
      kept.days === null ? '' : t('change.unit'),
      kept.since[language],
      kept.seenBy[language],
      kept.safeguard[language],
      kept.end[language],
      activity.recipients.map((one) => say(one, language)).join(' | ') || t('record.recipients.none'),
      activity.transfer === null ? t('record.transfer.none') : say(activity.transfer, language),
      String(record.version),
    ]),
  );
  return new Response(stringify([head, ...lines], { bom: true, escape_formulas: true }), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="processing-record.csv"',
      'cache-control': 'no-store',
    },
  });
};
