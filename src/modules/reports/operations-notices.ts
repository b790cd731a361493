import { type CaseState, stateTitle } from '#modules/cases/api.ts';
import type { NoticeSource } from '#modules/notifications/api.ts';
import type { Tx } from '#platform/db.ts';
import type { OperationContext } from '#platform/operations.ts';
import type { Tenant } from '#platform/tenants.ts';
import { REPORT_TYPE, type ReportParts, reportData, words } from './operations-shared.ts';
import { codeOf } from './operations-tracked.ts';
import { NO_PLACE, NOTICE_PLACES, noticePlaces } from './rules.ts';

function valuesAt(state: CaseState, path: string) {
  const data = reportData(state);
  return noticePlaces(
    {
      state: state.state,
      closedAt: state.closedAt,
      clocks: state.clocks,
      terms: data.terms,
      category: data.category.name,
      address: data.address,
      agency: data.outsideOwner?.name ?? null,
      result: state.result,
      question: state.correction?.message ?? null,
      answer: data.answer,
      whyNotFixed: typeof state.data.whyNotFixed === 'string' ? state.data.whyNotFixed : null,
    },
    path,
  );
}

/** What the places of a notice about a report stand for. */
export async function noticeValues(
  parts: Pick<ReportParts, 'territory' | 'trackingBytes'>,
  tx: Tx,
  state: CaseState,
  tenant: Tenant,
  code: string = codeOf(parts, tenant.id, state.id),
) {
  const district = state.place?.districtId
    ? await parts.territory.areaName(tx, tenant, state.place.districtId)
    : undefined;
  const places = valuesAt(state, `/track/${state.number}?code=${code}`);
  const named = district !== undefined && Object.keys(district).length > 0;
  return named ? { ...places, place: words(district) } : places;
}

/** What a follower is told: nothing that is not public. */
export async function newsValues(
  { cases, territory }: Pick<ReportParts, 'cases' | 'territory'>,
  tx: Tx,
  state: CaseState,
  context: Pick<OperationContext, 'tenant'>,
) {
  const district = state.place?.districtId
    ? await territory.areaName(tx, context.tenant, state.place.districtId)
    : undefined;
  const type = await cases.typeOf(tx, context, REPORT_TYPE);
  return {
    category: reportData(state).category.name,
    place: district !== undefined && Object.keys(district).length > 0 ? words(district) : NO_PLACE,
    status: stateTitle(type, state.state, 'public'),
    link: { path: `/reports/${state.number}` },
  };
}

export function noticeTraits(state: CaseState): { category: string; group: string } {
  const { code, group } = reportData(state).category;
  return { category: code, group };
}

/** Stands for a tracking code where somebody other than the reporter looks. */
const NO_CODE = '0000-0000-0000';

/** Reports as what the words of notices are tried with. */
export const noticeSource = (parts: ReportParts): NoticeSource => ({
  places: NOTICE_PLACES,
  async find(tx, context, number) {
    const found = await parts.cases.findCase(tx, context, { number });
    if (found?.state.type.id !== REPORT_TYPE || !parts.cases.mayRead(context.actor, found.state)) return undefined;
    const { state } = found;
    const values = await noticeValues(parts, tx, state, context.tenant, NO_CODE);
    return {
      id: state.id,
      values: { ...values, number: state.number },
      traits: { ...noticeTraits(state), status: state.state },
    };
  },
});
