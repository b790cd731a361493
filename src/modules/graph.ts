/** One room of the house: which tier it stands on, what it is for, and which modules it may call. */
export interface ModuleRow {
  readonly tier: 1 | 2 | 3 | 4 | 5;
  readonly name: string;
  readonly purpose: string;
  readonly calls: readonly string[];
}

/**
 * The module table, in the order modules are migrated and started. A test checks every import against it and prints it
 * into ARCHITECTURE.md.
 */
export const MODULES: readonly ModuleRow[] = [
  {
    tier: 1,
    name: 'identity',
    purpose: 'people, organisations, agencies, employees; sign-in, roles, delegation, sessions',
    calls: [],
  },
  {
    tier: 1,
    name: 'territory',
    purpose: 'municipalities, districts, landmarks, working calendars, base map tiles',
    calls: [],
  },
  {
    tier: 2,
    name: 'ledger',
    purpose: 'append-only record of every operation, sealed so that tampering shows',
    calls: ['identity'],
  },
  {
    tier: 2,
    name: 'documents',
    purpose: 'uploads, made harmless and kept by content; signed licences and certificates that anybody verifies',
    calls: ['identity'],
  },
  {
    tier: 2,
    name: 'notifications',
    purpose: 'SMS, e-mail, notices on devices and inbox; templates, preferences, delivery log',
    calls: ['identity'],
  },
  {
    tier: 2,
    name: 'payments',
    purpose: 'bills, payments told by a biller, receipts, refunds, reconciliation',
    calls: ['identity'],
  },
  {
    tier: 2,
    name: 'exchange',
    purpose: 'agencies asked through connectors with a log of every call, webhooks, live changes for watched screens',
    calls: ['identity'],
  },
  {
    tier: 3,
    name: 'cases',
    purpose: 'the case engine: types as data, append-only actions, clocks, tasks, search',
    calls: ['identity', 'territory', 'documents', 'notifications'],
  },
  {
    tier: 4,
    name: 'reports',
    purpose: '940 reports: categories, intake, routing, truthful closure, public view, import',
    calls: ['identity', 'territory', 'documents', 'notifications', 'exchange', 'cases'],
  },
  {
    tier: 4,
    name: 'services',
    purpose: 'e-services as data: catalogue, forms, fees, drafts, applications and their handling',
    calls: ['identity', 'territory', 'documents', 'notifications', 'payments', 'exchange', 'cases'],
  },
];
