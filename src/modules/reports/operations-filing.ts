import { z } from 'zod';
import { isStaff } from '#kernel/actor.ts';
import type { FieldProblem } from '#kernel/problem.ts';
import { type CaseState, stateTitle } from '#modules/cases/api.ts';
import type { Tx } from '#platform/db.ts';
import type { OperationContext } from '#platform/operations.ts';
import { requestProblems } from '#platform/validation.ts';
import type { PriorityCode } from './model-catalogue.ts';
import { letIn } from './operations-gate.ts';
import type { ReportReceipt, SubmitReport } from './operations-input.ts';
import { receivedFrom } from './operations-received.ts';
import {
  countryCodeOf,
  numberGroupOf,
  REPORT_TYPE,
  type ReportParts,
  routingOf,
  settingsOf,
  words,
} from './operations-shared.ts';
import { reportProblems } from './problems.ts';
import { getOffered, keptRouting, raised, route, snapshotOf, termsOf, trackingCode } from './rules.ts';
import { mobileOf } from './rules-contact.ts';

const EMAIL = z.email();

/** The contact as it is stored; every wrong part is named. */
export function contactOf(contact: SubmitReport['contact'], countryCode: string): Record<string, string> {
  const fields: FieldProblem[] = [];
  const stored: Record<string, string> = {};
  if (contact.name) stored.contactName = contact.name;
  if (contact.mobile) {
    const mobile = mobileOf(contact.mobile, countryCode);
    if (mobile !== undefined) stored.contactMobile = mobile;
    else {
      fields.push({
        path: 'contact.mobile',
        code: 'not-a-mobile',
        text: { ar: 'اكتب رقم جوال صحيحا مثل 0512345678.', en: 'Enter a mobile number such as 0512345678.' },
      });
    }
  }
  if (contact.email) {
    if (EMAIL.safeParse(contact.email).success) stored.contactEmail = contact.email.toLowerCase();
    else {
      fields.push({
        path: 'contact.email',
        code: 'not-email',
        text: {
          ar: 'اكتب بريدا إلكترونيا صحيحا مثل name@example.com.',
          en: 'Enter an e-mail address such as name@example.com.',
        },
      });
    }
  }
  if (fields.length > 0) throw requestProblems.invalid({ fields });
  if (contact.language && Object.keys(stored).length > 0) stored.contactLanguage = contact.language;
  return stored;
}

/** Members without what is empty: the case type tells "nothing" from "an empty text". */
const given = (members: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined && value !== '' && value !== null),
  );

/** What is known of a report besides what its reporter says: the channel it came by, what was asked and answered. */
export interface Beside {
  readonly channel: string;
  readonly facts: Readonly<Record<string, unknown>>;
  /** The report is at least this urgent, whatever its category says. */
  readonly urgent?: PriorityCode | undefined;
  remember?(state: CaseState): Promise<void>;
}

/**
 * Makes a report: finds its area, routes it, opens its case.
 * @throws Problem reports.unknown-category and the like, territory.outside, those of `cases.open`
 */
export async function fileReport(
  parts: ReportParts,
  tx: Tx,
  context: OperationContext,
  input: SubmitReport,
  beside?: Beside,
): Promise<ReportReceipt> {
  const { cases, territory, documents, catalogues } = parts;
  const { actor, tenant } = context;
  const source: Beside | undefined = (await receivedFrom(tx, context, input)) ?? beside;
  const catalogue = await catalogues.of(tx, tenant);
  const said = isStaff(actor) ? input.channel : undefined;
  if (said !== undefined && !catalogue.channels.some(({ code }) => code === said)) {
    throw reportProblems['unknown-channel']({ values: { code: said } });
  }
  const channel = source?.channel ?? said ?? 'portal';
  const category = getOffered(catalogue, input.category, channel);
  const snapshot = snapshotOf(catalogue, category);
  const located = input.location === null ? undefined : await territory.locateOrRefuse(tx, tenant, input.location);
  const settings = settingsOf(tenant);
  const routing = route(await routingOf(parts, tx, tenant), {
    category: snapshot,
    area: { municipality: located?.municipality?.code ?? null, district: located?.district?.code ?? null },
    channel,
    at: context.now,
    description: input.description ?? null,
  });
  const reporter = actor.segment === 'employee' ? null : (actor.onBehalfOf ?? actor.partyId);
  const contact = contactOf(input.contact, countryCodeOf(tenant));
  // Whoever reports danger is never asked to wait.
  const danger = snapshot.priority === 'P1' || category.emergencyNotice !== null;
  const noteArrival = await letIn(parts, context, input, danger);
  const state = await cases.open(tx, context, {
    type: REPORT_TYPE,
    data: given({
      description: input.description,
      location: input.location,
      address: input.address,
      landmark: input.landmark,
      photos: input.photos.length === 0 ? undefined : input.photos.map(({ id }) => id),
      ...contact,
    }),
    facts: {
      category: beside?.urgent === undefined ? routing.category : raised(catalogue, routing.category, beside.urgent),
      terms: termsOf(settings),
      routing: keptRouting(routing),
      channel,
      ...source?.facts,
    },
    participants: reporter === null ? [] : [{ role: 'reporter', partyId: reporter }],
    ...(input.location === null
      ? {}
      : {
          place: {
            ...input.location,
            municipalityId: located?.municipality?.id ?? null,
            districtId: located?.district?.id ?? null,
          },
        }),
    numberPrefix: settings.numberPrefix,
    numberGroup: numberGroupOf(catalogue, snapshot.group),
  });
  noteArrival(state);
  await source?.remember?.(state);
  if (input.photos.length > 0) {
    await documents.attach(
      tx,
      input.photos.map(({ id }) => id),
      { type: 'case', id: state.id },
      // Where photos are public at once; whether the report is public at all is decided beside.
      snapshot.public && settings.publication?.photos === 'at-once' ? 'public' : 'internal',
      { actor, now: context.now, claimSecrets: input.photos.flatMap(({ secret }) => secret ?? []) },
    );
  }
  const type = await cases.typeOf(tx, context, REPORT_TYPE);
  return {
    id: state.id,
    number: state.number,
    trackingCode: trackingCode(parts.trackingBytes(tenant.id, state.id)),
    category: snapshot.name,
    department: catalogue.departments.find(({ code }) => code === snapshot.department)!.name,
    state: state.state,
    stateTitle: stateTitle(type, state.state, 'applicant'),
    openedAt: state.openedAt,
    acknowledgeBy: state.clocks.acknowledge?.dueAt ?? null,
    dueAt: state.clocks.norm?.dueAt ?? null,
    district: located?.district ? words(located.district.name) : null,
    municipality: located?.municipality ? words(located.municipality.name) : null,
    emergencyNotice: category.emergencyNotice,
  };
}
