import { type Actor, hasRole } from '#kernel/actor.ts';
import { formatDate } from '#kernel/dates.ts';
import { formatMoney } from '#kernel/money.ts';
import { LANGUAGES } from '#kernel/text.ts';
import type { Tx } from '#platform/db.ts';
import type { OperationContext } from '#platform/operations.ts';
import type { PublishedService } from './model.ts';
import { RENEWAL_NOTICES } from './model-renewal-words.ts';
import { getService, type ServiceParts } from './operations-shared.ts';
import { serviceProblems } from './problems.ts';
import type { OfferRow } from './store-renewal-offers.ts';

export const todayOf = ({ tenant, now }: Pick<OperationContext, 'tenant' | 'now'>): string =>
  now.toZonedDateTimeISO(tenant.timeZone).toPlainDate().toString();

/** Whether somebody offers renewals of a service: its team, and who answers for more than one. */
const offers = ({ teams, ...actor }: Actor, { offer }: PublishedService): boolean =>
  teams.includes(offer.team) || hasRole({ teams, ...actor }, 'supervisor', 'department-head', 'administrator');

/** Services that renew something, as far as the actor offers their renewals. */
export async function renewingServices(
  parts: ServiceParts,
  tx: Tx,
  { tenant, actor }: Pick<OperationContext, 'tenant' | 'actor'>,
): Promise<PublishedService[]> {
  const services = [...(await parts.offered.of(tx, tenant)).values()];
  return services.filter((service) => service.definition.renews !== undefined && offers(actor, service));
}

/** @throws Problem services.not-found, services.not-your-department */
export async function getRenewing(
  parts: ServiceParts,
  tx: Tx,
  context: OperationContext,
  id: string,
): Promise<PublishedService> {
  const service = await getService(parts, tx, context, id);
  if (service.definition.renews === undefined) throw serviceProblems['not-found']();
  if (!offers(context.actor, service)) throw serviceProblems['not-your-department']();
  return service;
}

export const sourcesOf = ({ definition }: PublishedService): string[] => [
  ...new Set((definition.renews?.from ?? []).map(({ service }) => service)),
];

/** Tells a holder of an offer, after commit. */
export function tellHolder(
  context: OperationContext,
  notice: keyof typeof RENEWAL_NOTICES,
  offer: Pick<OfferRow, 'id' | 'documentNumber' | 'holderId' | 'validUntil' | 'fee' | 'currency'>,
  { definition }: PublishedService,
): void {
  const { id, documentNumber, holderId, validUntil, fee, currency } = offer;
  const { timeZone, calendars } = context.tenant;
  const written = { timeZone, calendars: calendars.length > 1 ? ('both' as const) : ('gregorian' as const) };
  const inEach = (write: (language: (typeof LANGUAGES)[number]) => string) =>
    Object.fromEntries(LANGUAGES.map((language) => [language, write(language)]));
  context.emit({
    type: 'services.notice-requested',
    key: id,
    payload: {
      notice,
      number: documentNumber,
      to: [{ role: 'holder', partyId: holderId }],
      values: {
        licence: documentNumber,
        service: definition.card.name,
        until: inEach((language) => formatDate(validUntil, language, written)),
        fee:
          fee === null || currency === null
            ? { ar: 'يظهر قبل الإرسال', en: 'a fee shown before you send it' }
            : inEach((language) => formatMoney({ amount: fee, currency }, language)),
        link: { path: `/account/renewals/${id}` },
      },
      words: RENEWAL_NOTICES[notice],
    },
  });
}
