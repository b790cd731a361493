import { systemActor } from '#kernel/actor.ts';
import { type CaseChanged, type CaseRow, stateTitle } from '#modules/cases/api.ts';
import type { OutgoingEvent } from '#modules/exchange/api.ts';
import type { Tx } from '#platform/db.ts';
import type { Tenant } from '#platform/tenants.ts';
import { exchangedViews } from './operations-exchange.ts';
import { areaCodes, REPORT_TYPE, type ReportParts, reportData } from './operations-shared.ts';
import { maskPersonal } from './rules.ts';
import { publishedAs } from './rules-published.ts';

/** An entry of a report's timeline, with the number of the event that told of it. */
export interface PublishedEntry {
  readonly eventId: number;
  readonly changed: CaseChanged;
}

/** A report as the municipality's own systems see it: how it is worked on, without anybody's name or contact. */
function officeView(row: CaseRow, title: unknown) {
  const { category, description, address, landmark, routing, outsideOwner } = reportData(row);
  return {
    id: row.id,
    number: row.number,
    version: row.version,
    category: { code: category.code, group: category.group, name: category.name },
    state: row.state,
    stateTitle: title,
    result: row.result,
    public: row.public,
    team: row.team,
    department: routing?.department ?? null,
    outsideOwner: outsideOwner?.code ?? null,
    priority: row.priority,
    escalation: row.escalation,
    description: description === null ? null : maskPersonal(description),
    place:
      row.longitude === null || row.latitude === null
        ? null
        : {
            longitude: row.longitude,
            latitude: row.latitude,
            address: address === null ? null : maskPersonal(address),
            landmark: landmark === null ? null : maskPersonal(landmark),
          },
    openedAt: row.openedAt,
    updatedAt: row.updatedAt,
    dueAt: row.dueAt,
    closedAt: row.closedAt,
  };
}

/**
 * Entries in the shapes other systems may see. The report is as it stands now; `change` says what this entry did, so
 * that late news is known to be late.
 */
export async function outgoingEvents(
  tx: Tx,
  tenant: Tenant,
  parts: Pick<ReportParts, 'cases' | 'territory' | 'documents' | 'catalogues'>,
  entries: readonly PublishedEntry[],
): Promise<OutgoingEvent[]> {
  const ids = [...new Set(entries.map(({ changed }) => changed.caseId))];
  const found = await parts.cases.list(tx, { type: REPORT_TYPE, ids }, 'newest', undefined, ids.length);
  const context = { tenant, actor: systemActor(tenant.id) };
  const rows = new Map(found.map((row) => [row.id, row]));
  const views = new Map((await exchangedViews(tx, context, parts, found)).map((view) => [view.id, view]));
  const type = await parts.cases.typeOf(tx, context, REPORT_TYPE);
  const events: OutgoingEvent[] = [];
  for (const { eventId, changed } of entries) {
    const row = rows.get(changed.caseId);
    if (row === undefined) continue;
    const { code, group } = reportData(row).category;
    const place = { municipalityId: row.municipalityId, districtId: row.districtId };
    const { municipality, district } = await areaCodes(parts, tx, tenant, place);
    const moved = {
      from: changed.before?.state ?? null,
      to: changed.after.state,
      version: changed.seq,
      at: changed.at,
    };
    const view = views.get(row.id);
    const office = officeView(row, stateTitle(type, row.state, 'office'));
    const { team: _, priority: __, escalation: ___, department: ____, ...handed } = office;
    events.push({
      eventId,
      ...publishedAs(changed),
      key: row.id,
      number: row.number,
      at: changed.at,
      facts: {
        category: code,
        group,
        areas: [municipality, district].filter((one) => one !== null),
        state: changed.after.state,
      },
      public: view === undefined ? null : { report: view, change: moved },
      office: { report: office, change: { ...moved, action: changed.action } },
      agency:
        office.outsideOwner === null ? null : { code: office.outsideOwner, data: { report: handed, change: moved } },
    });
  }
  return events;
}
