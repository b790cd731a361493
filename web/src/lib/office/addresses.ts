import type { Language } from '#kernel/text.ts';

/** Addresses within the office and the field. */
export const officeAddresses = (language: Language) => ({
  home: `/${language}/office`,
  access: `/${language}/office/access`,
  triage: `/${language}/office/triage`,
  floods: `/${language}/office/triage/floods`,
  dataRequests: `/${language}/office/data-requests`,
  dataRetention: `/${language}/office/data-requests/retention`,
  dataRecord: `/${language}/office/data-requests/record`,
  work: `/${language}/office/work`,
  lists: `/${language}/office/lists`,
  bulk: `/${language}/office/bulk`,
  bulkRun: (id: string) => `/${language}/office/bulk/${id}`,
  compare: `/${language}/office/compare`,
  board: `/${language}/office/board`,
  satisfaction: `/${language}/office/satisfaction`,
  phrases: `/${language}/office/phrases`,
  phrase: (key: string) => `/${language}/office/phrases/${encodeURIComponent(key)}`,
  desk: `/${language}/office/desk`,
  deskCall: (id: string) => `/${language}/office/desk/${id}`,
  deskLog: `/${language}/office/desk/log`,
  deskDay: `/${language}/office/desk/day`,
  deskCaller: (id: string) => `/${language}/office/desk/callers/${id}`,
  operations: `/${language}/office/operations`,
  templates: `/${language}/office/operations/templates`,
  deliveries: `/${language}/office/operations/deliveries`,
  opinions: `/${language}/office/operations/pages`,
  ledger: `/${language}/office/operations/ledger`,
  handovers: `/${language}/office/operations/handovers`,
  handover: (id: string) => `/${language}/office/operations/handovers/${id}`,
  administration: `/${language}/office/administration`,
  routing: `/${language}/office/administration/routing`,
  routingRule: (id: string) => `/${language}/office/administration/routing/rules/${id}`,
  routingTrial: `/${language}/office/administration/routing/trial`,
  routingVersions: `/${language}/office/administration/routing/versions`,
  routingVersion: (version: number) => `/${language}/office/administration/routing/versions/${version}`,
  categories: `/${language}/office/administration/categories`,
  category: (code: string) => `/${language}/office/administration/categories/${encodeURIComponent(code)}`,
  cards: `/${language}/office/administration/services`,
  card: (code: string) => `/${language}/office/administration/services/${encodeURIComponent(code)}`,
  cardOpinions: `/${language}/office/administration/services/opinions`,
  designs: `/${language}/office/administration/services/design`,
  design: (code: string) => `/${language}/office/administration/services/design/${encodeURIComponent(code)}`,
  designFiles: `/${language}/office/administration/services/design/files`,
  designPart: (code: string, path: string) =>
    `/${language}/office/administration/services/design/${encodeURIComponent(code)}/part?at=${encodeURIComponent(path)}`,
  gatesBoard: `/${language}/office/administration/services/design/gates`,
  serviceMeasure: (code: string) =>
    `/${language}/office/administration/services/design/${encodeURIComponent(code)}/measure`,
  simulation: (code: string) =>
    `/${language}/office/administration/services/design/${encodeURIComponent(code)}/simulation`,
  serviceGates: (code: string) =>
    `/${language}/office/administration/services/design/${encodeURIComponent(code)}/gates`,
  serviceVersions: (code: string) =>
    `/${language}/office/administration/services/design/${encodeURIComponent(code)}/versions`,
  teams: `/${language}/office/administration/teams`,
  team: (code: string) => `/${language}/office/administration/teams/${encodeURIComponent(code)}`,
  people: `/${language}/office/administration/people`,
  person: (id: string) => `/${language}/office/administration/people/${id}`,
  keys: `/${language}/office/administration/keys`,
  suggestions: `/${language}/office/suggestions`,
  webhooks: `/${language}/office/administration/webhooks`,
  webhook: (id: string) => `/${language}/office/administration/webhooks/${id}`,
  connectors: `/${language}/office/administration/connectors`,
  connector: (id: string) => `/${language}/office/administration/connectors/${encodeURIComponent(id)}`,
  exchangeLog: `/${language}/office/exchange-log`,
  exchangeEntry: (id: string) => `/${language}/office/exchange-log/${id}`,
  bills: `/${language}/office/finance`,
  bill: (id: string) => `/${language}/office/finance/bills/${id}`,
  receipt: (number: string) => `/${language}/office/finance/receipts/${number}`,
  refunds: `/${language}/office/finance/refunds`,
  refund: (id: string) => `/${language}/office/finance/refunds/${id}`,
  statements: `/${language}/office/finance/statements`,
  statement: (id: string) => `/${language}/office/finance/statements/${id}`,
  applications: `/${language}/office/applications`,
  application: (id: string) => `/${language}/office/applications/${id}`,
  appointments: `/${language}/office/appointments`,
  breaches: `/${language}/office/breaches`,
  renewals: `/${language}/office/renewals`,
  renewalRun: (id: string) => `/${language}/office/renewals/${id}`,
  renewalOffers: (service: string) => `/${language}/office/renewals/offers?service=${encodeURIComponent(service)}`,
  opinionsAsked: `/${language}/office/opinions`,
  opinionAsked: (id: string) => `/${language}/office/opinions/${id}`,
  report: (id: string) => `/${language}/office/reports/${id}`,
  photo: (id: string, photo: string) => `/${language}/office/reports/${id}/photos/${photo}`,
  moderation: `/${language}/office/moderation`,
  moderate: (id: string) => `/${language}/office/moderation/${id}`,
  field: `/${language}/field`,
  fieldReport: (id: string) => `/${language}/field/reports/${id}`,
  secondFactor: `/${language}/account/second-factor`,
  signIn: `/${language}/sign-in`,
  signInAsEmployee: '/auth/sign-in?segment=employee',
});

/** An address with some members of its query changed; null or an empty text takes a member away. */
export function withQuery(
  url: { readonly pathname: string; readonly search: string },
  changes: Readonly<Record<string, string | null>>,
): string {
  const query = new URLSearchParams(url.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  return text === '' ? url.pathname : `${url.pathname}?${text}`;
}

/** The address of a page's form action that keeps the page's own query, so that a refusal shows the same page again. */
export function formAction(name: string, search: string): string {
  const query = new URLSearchParams(search);
  for (const member of [...query.keys()]) {
    if (member.startsWith('/') || member === 'done' || member === 'undo' || member === 'number') query.delete(member);
  }
  const text = query.toString();
  return text === '' ? `?/${name}` : `?/${name}&${text}`;
}
