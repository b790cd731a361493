import { say } from '#kernel/text.ts';
import type { ServiceRequest } from './model.ts';
import type { ExchangedReport } from './operations-exchange.ts';
import type { ExchangedUpdate } from './operations-updates.ts';
import { statusNotes, w3c } from './rules.ts';

/** As a person would write it: to a centimetre, and without the last digits of binary fractions. */
const degrees = (value: number | undefined): number | null =>
  value === undefined ? null : Math.round(value * 1e7) / 1e7;

/** A report as `request` of GeoReport v2; with `extended`, what the standard has no member for besides. */
export function requestItem(
  report: ExchangedReport,
  { language, origin, extended }: { language: string; origin: string; extended: boolean },
) {
  const media = report.photos.map(({ display }) => `${origin}${display}`);
  const request: ServiceRequest = {
    service_request_id: report.number,
    status: report.open ? 'open' : 'closed',
    status_notes: statusNotes(report.stateTitle, report.open ? null : (report.result?.text ?? null), language),
    service_name: say(report.category.name, language),
    service_code: report.category.code,
    description: report.description,
    agency_responsible: say(report.responsible, language) || null,
    service_notice: null,
    requested_datetime: w3c(report.openedAt),
    // "For requests with status=closed, this will be the date the request was closed."
    updated_datetime: w3c(report.closedAt ?? report.updatedAt),
    expected_datetime: report.dueAt === null ? null : w3c(report.dueAt),
    address: report.place?.address ?? null,
    address_id: null,
    zipcode: null,
    lat: degrees(report.place?.latitude),
    long: degrees(report.place?.longitude),
    media_url: media[0] ?? null,
  };
  if (!extended) return { ...request };
  return {
    ...request,
    extended_attributes: {
      state: report.state,
      state_title: say(report.stateTitle, language),
      fixed: report.fixed,
      result: report.result?.code ?? null,
      service_group: report.category.group,
      district: report.district === null ? null : say(report.district, language),
      supporters: report.supporters,
      media_urls: media,
    },
  };
}

/** What happened to a report as `request_update` of the extension; our own state is its finer status. */
export const updateItem = (update: ExchangedUpdate, language: string) => ({
  update_id: update.id,
  service_request_id: update.number,
  status: update.open ? 'open' : 'closed',
  external_status_code: update.state,
  updated_datetime: w3c(update.at),
  description: statusNotes(update.stateTitle, update.result, language),
  media_url: null,
});
