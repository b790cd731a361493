// Long because every operation that needs more than a well-formed input has its own here.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Operation } from '#platform/operations.ts';
import { TENANTS_FOLDER } from '../../src/seed.ts';
import { inputSchema, sampleOf } from '../support/samples.ts';
import { publishedService } from './matrix-applications.ts';
import type { Records } from './matrix-records.ts';

type Special = Readonly<Record<string, unknown>>;

const document = (path: string): unknown => JSON.parse(readFileSync(join(TENANTS_FOLDER, path), 'utf8'));
const reportType = document('eastern/case-types/report.json') as { version: number };
const calendar = (document('eastern/tenant.json') as { calendar: unknown }).calendar;

const geography = document('eastern/geography.geojson') as { features: readonly unknown[] };
const parcels = document('eastern/parcels.geojson') as { features: readonly unknown[] };
const notices = document('eastern/notices.json') as Record<string, unknown>;

const phrases = document('eastern/phrases.json') as Record<string, unknown>;
const RENEWING = 'commercial-licence-renewal';
const SAMPLE_PHRASE = 'ask-photo';

const SAMPLE_DRAFT = {
  purpose: { ar: 'نموذج', en: 'Sample' },
  inbox: { ar: { title: 'نموذج', text: 'نموذج' }, en: { title: 'Sample', text: 'Sample' } },
};

const [{ provenance: _provenance, violationGroup: _group, ...firstCategory }] = (
  document('eastern/report-categories.json') as { categories: [Record<string, unknown>] }
).categories;
const serviceCards = document('eastern/service-cards/CML.json') as readonly [Record<string, unknown>];
const [{ facts: _facts, ...firstCard }] = serviceCards;
const sampleCategory = { ...firstCategory, code: 'RD-99', active: true, channels: [] };

/** Members that must be more than well-formed for the operation to be done. */
const SPECIAL: Readonly<Record<string, Special | ((records: Records) => Special)>> = {
  'identity.put-contact': { kind: 'email', value: 'sample@example.com' },
  'identity.grant-mandate': { identifier: { kind: 'NATIONAL_ID', value: '1000000107' } },
  'identity.add-employee': { identifier: { kind: 'NATIONAL_ID', value: '1000000420' }, name: { ar: 'موظف نموذجي' } },
  'identity.put-role-grant': ({ employeeId }) => ({ partyId: employeeId, role: 'auditor', municipalityId: null }),
  'identity.open-session': { identifiers: [{ kind: 'NATIONAL_ID', value: '1000000008' }] },
  'identity.put-person': { code: 'sample-1', kind: 'person', identifiers: [], roles: [], teams: [], represents: [] },
  'identity.put-team': { code: 'SAMPLE', department: 'ROADS', areas: [] },
  'identity.list-team-changes': { code: 'ROADS' },
  'territory.put-calendar': { calendar },
  'territory.import-areas': {
    collection: { type: 'FeatureCollection', features: geography.features.slice(0, 2) },
    mapping: { source: 'sample' },
  },
  'territory.import-parcels': {
    collection: { type: 'FeatureCollection', features: parcels.features.slice(0, 2) },
    mapping: { source: 'sample' },
  },
  'territory.find-parcel': { plan: '9/901', number: '12' },
  'territory.list-parcels': { west: 50.1, east: 50.11, south: 26.42, north: 26.43 },
  'services.import-activities': { documents: { ar: { sections: [] }, en: { sections: [] } } },
  'territory.locate-point': { longitude: 50.1, latitude: 26.42 },
  'exchange.add-webhook': { url: 'https://receiver.example.com/hook', view: 'public', agency: null },
  'exchange.change-webhook': { url: 'https://receiver.example.com/hook', view: 'public', agency: null, version: 1 },
  'exchange.replay-messages': { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' },
  'exchange.get-connector': { id: 'commercial-register' },
  'exchange.pause-connector': { id: 'commercial-register' },
  'exchange.resume-connector': { id: 'commercial-register' },
  'exchange.put-connector-secrets': { id: 'commercial-register', secrets: { apiKey: 'a-sample-key' } },
  'exchange.put-connectors': { connectors: [{ id: 'commercial-register', address: 'simulator', settings: {} }] },
  'platform.rate-page': { page: '/[lang=lang]/(portal)/track', language: 'ar', useful: true },
  'cases.act': { action: 'note', input: { text: 'ملاحظة نموذجية', audience: ['office'] } },
  'cases.get-board': { type: 'report' },
  'cases.put-reminders': { rules: [] },
  'cases.list-totals': { type: 'report' },
  'cases.publish-type': { id: 'report', document: { ...reportType, version: reportType.version + 1 } },
  'cases.get-type': { id: 'report' },
  'cases.split': ({ mergedId }) => ({ id: mergedId }),
  'reports.submit': {
    category: 'BL-05',
    location: { longitude: 50.1, latitude: 26.42 },
    description: 'بلاغ نموذجي',
  },
  'identity.request-data': { kind: 'access' },
  'identity.get-my-data': ({ copyId }) => ({ requestId: copyId }),
  'documents.list-upload-states': ({ photoId }) => ({ photos: [{ id: photoId }] }),
  'identity.put-personal-data': { document: document('eastern/personal-data.json') },
  'identity.change-retention': {
    key: 'identity.sessions',
    days: 60,
    ground: { ar: 'أساس نموذجي', en: 'A sample ground' },
    note: 'سبب نموذجي',
    version: 1,
  },
  'identity.decide-data-request': { step: 'hold', reason: 'سبب نموذجي' },
  'reports.settle-flood': ({ caseId }) => ({ ids: [caseId] }),
  'reports.suggest-categories': { texts: ['حفرة في الشارع'] },
  'reports.check-submission': { category: 'BL-05', location: { longitude: 50.1, latitude: 26.42 } },
  'reports.list-service-requests': ({ publicNumber }) => ({ numbers: [publicNumber] }),
  'reports.list-service-updates': { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' },
  'reports.list-likely': ({ caseId }) => ({ reports: [caseId] }),
  'reports.find-similar': { category: 'BL-05', longitude: 50.2083, latitude: 26.2794 },
  'reports.start-call': { phone: '0551112224' },
  'reports.get-call': ({ callId }) => ({ id: callId }),
  'reports.identify-caller': ({ callId }) => ({ id: callId, phone: '0551112225' }),
  'reports.save-call-draft': ({ callId }) => ({ id: callId, draft: {} }),
  'reports.end-call': ({ callId }) => ({ id: callId, outcome: 'information' }),
  'reports.file-from-call': ({ callId }) => ({
    id: callId,
    category: 'BL-05',
    location: { longitude: 50.1, latitude: 26.42 },
    answers: {},
    urgency: [],
  }),
  'reports.join-from-call': ({ callId }) => ({ id: callId }),
  'reports.get-caller': ({ callerId }) => ({ id: callerId }),
  'reports.mark-caller': ({ callerId }) => ({ id: callerId, reason: 'وسم نموذجي', until: null }),
  'reports.search-calls': ({ callerId }) => ({ caller: callerId, phone: '', after: undefined }),
  'reports.list-near': { category: 'BL-05', longitude: 50.2083, latitude: 26.2794 },
  'reports.list-pins': { box: '49,25,51,28' },
  'reports.list-map-marks': { box: '49,25,51,28' },
  'reports.get-area-figures': ({ areaId }) => ({ area: areaId }),
  'reports.get-indicators': { dimension: 'city', key: '*' },
  'reports.list-indicator-reports': { dimension: 'city', key: '*', indicator: 'R5' },
  'reports.list-indicator-cases': { dimension: 'city', key: '*', indicator: 'R5' },
  'reports.request-alert': { email: 'sample@example.com', everywhere: true },
  'reports.get-map-tile': { z: 6, x: 40, y: 27 },
  'reports.get-public': ({ publicNumber }) => ({ number: publicNumber }),
  'reports.request-follow': ({ publicNumber }) => ({ number: publicNumber, to: 'sample@example.com' }),
  'reports.request-own-list': { to: 'sample@example.com' },
  'reports.get-following': ({ publicNumber }) => ({ number: publicNumber }),
  'reports.unfollow': ({ publicNumber }) => ({ number: publicNumber }),
  'reports.follow': ({ publicNumber }) => ({ number: publicNumber }),
  'reports.rate': { score: 4 },
  'reports.respond': { action: 'cancel', input: {} },
  'reports.flag-content': ({ publicNumber }) => ({ number: publicNumber, reason: 'other' }),
  'reports.moderate': { textShown: true, wording: 'نص نموذجي', photos: [], reason: 'other' },
  'reports.blur-photo': { areas: [{ left: 10, top: 10, right: 400, bottom: 400 }], seen: 1, reason: 'طمس نموذجي' },
  'reports.preview-blur': { areas: [] },
  'reports.open-original': { purpose: 'غرض نموذجي' },
  'reports.act': { action: 'note', input: { text: 'ملاحظة نموذجية', audience: ['office'] } },
  'reports.draft-bulk': ({ caseId }) => ({ reports: [caseId] }),
  'reports.put-catalogue': { catalogue: document('eastern/report-categories.json') },
  'reports.put-routing-draft': { revision: 5, rules: [] },
  'reports.discard-routing-draft': { revision: 5 },
  'reports.publish-routing-rules': { revision: 5, note: '' },
  'reports.restore-routing-version': { version: 1, note: '' },
  'reports.get-routing-version': { version: 1 },
  'reports.put-phrases': { phrases: { [SAMPLE_PHRASE]: phrases[SAMPLE_PHRASE] } },
  'reports.get-phrase': { key: SAMPLE_PHRASE },
  'reports.save-phrase': { key: SAMPLE_PHRASE, body: phrases[SAMPLE_PHRASE], seen: 1 },
  'reports.restore-phrase': { key: SAMPLE_PHRASE, version: 1 },
  'reports.withdraw-phrase': { key: SAMPLE_PHRASE },
  'reports.offer-phrases': { action: 'note' },
  'reports.put-category': { category: sampleCategory, seen: 0, note: '' },
  'reports.import-open311': { source: 'sample', lines: [], finished: true },
  'services.put-service': publishedService,
  'services.get-service': { id: publishedService.id },
  'services.start-draft': { service: publishedService.id },
  'services.list-ending': { service: RENEWING, from: '2026-01-01', until: '2026-12-31' },
  'services.start-renewal-run': { service: RENEWING, from: '2026-01-01', until: '2026-12-31' },
  'services.set-renewal-run': { to: 'stopped' },
  'services.answer-renewal-offer': { answer: 'decline' },
  'services.list-renewal-offers': { service: RENEWING },
  'services.list-renewable': { service: publishedService.id },
  'services.get-draft': ({ draftId }) => ({ id: draftId }),
  'services.get-draft-rules': ({ draftId }) => ({ id: draftId, page: 'work' }),
  'services.save-page': ({ draftId }) => ({
    id: draftId,
    page: 'work',
    input: { occupation: 'laundry', licenceNumber: 'CML-00002' },
    files: {},
    version: 4,
  }),
  'services.discard-draft': ({ draftId }) => ({ id: draftId }),
  'services.submit-draft': ({ draftId }) => ({ id: draftId, declared: true, serviceVersion: 1 }),
  'services.get-application': ({ applicationId }) => ({ id: applicationId }),
  'services.get-sheet': ({ applicationId }) => ({ id: applicationId }),
  'services.list-works-beside': ({ applicationId }) => ({ id: applicationId }),
  'services.act': ({ applicationId }) => ({
    id: applicationId,
    action: 'note',
    input: { text: 'ملاحظة نموذجية', audience: ['office'] },
    files: {},
  }),
  'payments.put-terms': { terms: document('eastern/payments.json') },
  'payments.import-statement': {
    day: '2026-01-01',
    text: 'transactionNumber,billNumber,amount,currency,paidAt,channel\nTOTAL,0,0.00\n',
  },
  'payments.request-refund': { iban: 'SA0380000000608010167519' },
  'services.put-catalogue': { words: document('eastern/service-catalogue.json'), cards: [] },
  'services.get-card': { id: 'CML-01' },
  'services.get-linked-data': { id: 'CML-01', origin: 'https://sample.example.com' },
  'services.get-card-work': { code: 'CML-01' },
  'services.save-card-draft': {
    code: 'CML-01',
    card: { ...firstCard, active: true, confirmed: { card: false, steps: false } },
    revision: 0,
  },
  'services.draft-card-version': { code: 'CML-01', version: 1 },
  'services.discard-card-draft': { code: 'CML-01' },
  'services.publish-card': { code: 'CML-01', revision: 1 },
  'services.get-design': { code: 'CML-01' },
  'services.begin-design': { code: 'CML-01' },
  'services.edit-design': {
    code: 'CML-01',
    revision: 1,
    edits: [{ do: 'put', path: ['offer', 'team'], value: 'MARKET' }],
  },
  'services.restore-design': { code: 'CML-01', revision: 1, to: 1 },
  'services.discard-design': { code: 'CML-01' },
  'services.check-expression': { code: 'CML-01', feel: '1 + 1' },
  'services.publish-design': { code: 'CML-01', revision: 1, note: 'نموذج' },
  'services.launch-pilot': { code: 'CML-01', version: 1 },
  'services.withdraw-pilot': { code: 'CML-01', version: 1 },
  'services.get-gates': { code: 'CML-01' },
  'services.add-evidence': { code: 'CML-01', gate: 'inventory', kind: 'note', words: 'نموذج' },
  'services.sign-gate': { code: 'CML-01', gate: 'inventory' },
  'services.withdraw-signature': { code: 'CML-01', gate: 'inventory', words: 'نموذج' },
  'services.start-simulation': { code: 'CML-01' },
  'services.stop-simulation': { code: 'CML-01' },
  'services.get-simulation': { code: 'CML-01' },
  'services.get-measure': { id: publishedService.id, version: 1 },
  'services.export-version': { id: publishedService.id, version: 1 },
  'services.export-design': { code: 'CML-01' },
  'services.import-design': { code: 'CML-01', fingerprint: 'sample' },
  'services.find-pilot': { code: 'CML-01' },
  'services.list-versions': { id: publishedService.id },
  'services.compare-versions': { id: publishedService.id, from: 1, to: 1 },
  'services.list-slots': ({ applicationId }) => ({ id: applicationId }),
  'services.get-appointment-file': ({ applicationId }) => ({ id: applicationId }),
  'services.ask-signatures': ({ draftId }) => ({ id: draftId, declared: true, serviceVersion: 1 }),
  'services.sign': { content: '0'.repeat(64), declared: true },
  'services.put-appointment-offices': { document: document('eastern/appointments.json') },
  'services.set-appointment-office': {
    code: 'SITE-VISITS',
    slotMinutes: 60,
    capacity: 3,
    leadHours: 24,
    horizonDays: 21,
    cutOffHours: 12,
    version: 1,
  },
  'services.list-appointments': { code: 'SITE-VISITS', date: '2026-11-23' },
  'services.close-slots': {
    code: 'SITE-VISITS',
    from: '2030-01-01T08:00:00Z',
    until: '2030-01-01T09:00:00Z',
    reason: 'نموذج سبب',
  },
  'services.call-off-appointment': ({ applicationId }) => ({ id: applicationId }),
  'services.rate': { id: 'CML-01', stars: 4 },
  'services.withdraw-rating': { id: 'CML-01' },
  'notifications.put-templates': { templates: notices },
  'notifications.preview-template': { key: Object.keys(notices)[0] },
  'notifications.put-preferences': { choices: [], quiet: { mode: 'tenant' } },
  'notifications.put-choices': { wanted: [], quiet: { mode: 'tenant' } },
  'notifications.add-device': {
    endpoint: 'https://fcm.googleapis.com/fcm/send/sample',
    p256dh: `B${'a'.repeat(86)}`,
    auth: 'a'.repeat(22),
  },
  'notifications.get-template': { key: Object.keys(notices)[0], scope: '' },
  'notifications.save-template-draft': { key: Object.keys(notices)[0], scope: 'status:sample', body: SAMPLE_DRAFT },
  'notifications.discard-template-draft': { key: Object.keys(notices)[0], scope: 'status:sample' },
  'notifications.publish-template': { key: Object.keys(notices)[0], scope: 'status:sample' },
  'notifications.restore-template': { key: Object.keys(notices)[0], scope: '', version: 1 },
  'notifications.withdraw-template': { key: Object.keys(notices)[0], scope: 'status:sample' },
};

/** The input an operation takes, naming these records wherever it can; with `whole`, optional members too. */
export function inputFor(
  operation: Operation,
  records: Records,
  others: Records,
  whole = false,
): Record<string, unknown> {
  const known = SPECIAL[operation.name] ?? {};
  const special = typeof known === 'function' ? known(records) : known;
  const [module] = operation.name.split('.');
  const byModule: Readonly<Record<string, unknown>> = {
    cases: records.caseId,
    reports: records.caseId,
    documents: records.photoId,
    notifications: records.deliveryId,
    territory: records.areaId,
    ledger: records.entryId,
    platform: records.letterId,
    exchange: records.webhookId,
  };
  const named: Readonly<Record<string, unknown>> = {
    id: byModule[module!],
    into: others.caseId,
    number: records.number,
    ...(module === 'reports' && records.code !== undefined ? { code: records.code } : {}),
    partyId: records.partyId,
    ownerId: records.bodyId,
    fromParty: records.bodyId,
    sessionId: records.sessionId,
    requestId: records.requestId,
    holdId: records.holdId,
    mandateId: records.mandateId,
    credentialId: records.credentialId,
    grantId: records.grantId,
    keyId: records.keyId,
    ids: [records.messageId],
    ...(module === 'exchange' ? { messageId: records.webhookMessageId } : {}),
    caseId: records.caseId,
    photo: records.photoId,
  };
  const schema = inputSchema(operation);
  const members = new Set(Object.keys(schema.properties ?? {}));
  const hint = (path: string): unknown => {
    if (path in special) return special[path];
    return members.has(path) ? named[path] : undefined;
  };
  const sample = sampleOf(schema, hint, whole) as Record<string, unknown>;
  if (['documents.upload-photo', 'documents.upload-evidence'].includes(operation.name)) return { bytes: ONE_PIXEL };
  return schema.properties === undefined ? { ...sample, ...special } : sample;
}

const ONE_PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** They name what the tenant published, by a code that is nobody's. */
const NAMES_PUBLISHED = [
  'exchange.get-connector',
  'exchange.pause-connector',
  'exchange.resume-connector',
  'exchange.put-connector-secrets',
  'cases.publish-type',
  'cases.get-type',
  'services.put-service',
  'services.get-service',
  'services.set-appointment-office',
  'services.list-appointments',
  'services.close-slots',
  'services.list-versions',
  'services.compare-versions',
  'services.get-measure',
  'services.export-version',
  'services.get-card',
  'services.get-linked-data',
  'services.rate',
  'services.withdraw-rating',
];

/** Whether an operation's input names a record that belongs to somebody, so that it must answer for a missing one. */
export function namesRecord(operation: Operation): boolean {
  const schema = inputSchema(operation);
  const names = ['sessionId', 'mandateId', 'credentialId', 'grantId', 'partyId', 'keyId', 'ownerId', 'number'];
  const required = schema.required ?? [];
  if (operation.name === 'identity.choose-mandate') return true;
  if (NAMES_PUBLISHED.includes(operation.name)) return false;
  return required.some((name) => names.includes(name) || name === 'id');
}
