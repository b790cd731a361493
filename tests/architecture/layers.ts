/** What a file of a module is, told by its name. */
export type Kind =
  | 'model'
  | 'rules'
  | 'ports'
  | 'tool'
  | 'outside'
  | 'store'
  | 'operations'
  | 'http'
  | 'jobs'
  | 'api'
  | 'module'
  | 'test';

export interface Layer {
  /** Said in ARCHITECTURE.md. */
  readonly is: string;
  /** Kinds of the same module it may use. */
  readonly uses: readonly Kind[];
  /** Kinds of the same module it may name in types only. */
  readonly names?: readonly Kind[];
  /** Files of src/platform it may use; their types it may name only where `uses` is not empty. */
  readonly platform: readonly string[] | 'all';
  /** Parts of Node it may use. */
  readonly node: readonly string[] | 'all';
  readonly packages: readonly string[] | 'all';
  /** Whether it may use what other modules publish in their api.ts. */
  readonly modules: 'no' | 'types' | 'yes';
}

const PURE = { platform: [], node: [], modules: 'no' } as const;

export const LAYERS: Readonly<Record<Kind, Layer>> = {
  model: {
    is: 'types and schemas, the catalogue of refusals',
    uses: ['model'],
    packages: ['zod'],
    ...PURE,
  },
  rules: {
    is: 'decisions without input or output: no clock, no chance, no database',
    uses: ['model', 'rules'],
    packages: ['zod', '@turf/*'],
    ...PURE,
  },
  ports: {
    is: 'what the module needs from outside, as interfaces',
    uses: [],
    names: ['model', 'rules'],
    platform: ['tenants.ts'],
    node: [],
    packages: [],
    modules: 'no',
  },
  tool: {
    is: 'one skill of Node or of a library: signing links, re-encoding a photo',
    uses: ['model', 'rules', 'tool'],
    names: ['ports', 'api'],
    platform: ['tenants.ts'],
    node: ['node:crypto', 'node:zlib'],
    packages: 'all',
    modules: 'no',
  },
  outside: {
    is: 'speaks to the network or the disk; only wiring, http and jobs hold one',
    uses: ['model', 'rules', 'tool', 'store'],
    names: ['ports'],
    platform: 'all',
    node: 'all',
    packages: 'all',
    modules: 'no',
  },
  store: {
    is: 'SQL and nothing else; `tx` comes first',
    uses: ['model', 'store'],
    names: ['rules'],
    platform: ['db.ts'],
    node: [],
    packages: [],
    modules: 'no',
  },
  operations: {
    is: 'use cases: load, decide, store, tell',
    uses: ['model', 'rules', 'tool', 'store', 'operations', 'api'],
    names: ['ports'],
    platform: ['operations.ts', 'policy.ts', 'validation.ts', 'canonical.ts', 'cached.ts'],
    node: ['node:crypto'],
    packages: ['zod'],
    modules: 'yes',
  },
  http: {
    is: 'a public protocol with a shape of its own',
    uses: ['model', 'rules', 'tool', 'operations', 'http'],
    names: ['ports', 'outside', 'api'],
    platform: 'all',
    node: 'all',
    packages: 'all',
    modules: 'types',
  },
  jobs: {
    is: 'subscriptions and timed work',
    uses: ['model', 'rules', 'tool', 'store', 'operations', 'jobs', 'api'],
    names: ['ports', 'outside'],
    platform: 'all',
    node: ['node:crypto'],
    packages: ['zod'],
    modules: 'yes',
  },
  api: {
    is: 'the front door: what other modules may use and name',
    uses: ['model', 'rules', 'operations', 'api'],
    names: ['store'],
    platform: [],
    node: [],
    packages: ['zod'],
    modules: 'types',
  },
  module: {
    is: 'wiring',
    uses: ['model', 'rules', 'ports', 'tool', 'outside', 'store', 'operations', 'http', 'jobs', 'api'],
    platform: 'all',
    node: [],
    packages: [],
    modules: 'types',
  },
  test: {
    is: 'proofs and what they need',
    uses: [
      'model',
      'rules',
      'ports',
      'tool',
      'outside',
      'store',
      'operations',
      'http',
      'jobs',
      'api',
      'module',
      'test',
    ],
    platform: 'all',
    node: 'all',
    packages: 'all',
    modules: 'yes',
  },
};

/** Files whose names say what they do instead of what they are. */
const NAMED: Readonly<Record<string, Kind>> = {
  'cases/api-sheet.ts': 'api',
  'services/api-sheet.ts': 'api',
  'documents/fonts.ts': 'outside',
  'documents/links.ts': 'tool',
  'documents/originals.ts': 'tool',
  'documents/pdf.ts': 'tool',
  'documents/photo.ts': 'tool',
  'documents/qr.ts': 'tool',
  'documents/tokens.ts': 'tool',
  'exchange/connector-calls.ts': 'outside',
  'exchange/connector-client.ts': 'outside',
  'exchange/live-hub.ts': 'outside',
  'exchange/receivers.ts': 'outside',
  'exchange/signing.ts': 'tool',
  'exchange/signing-connectors.ts': 'tool',
  'identity/cookies.ts': 'tool',
  'identity/erasures.ts': 'outside',
  'identity/oidc.ts': 'outside',
  'identity/records.ts': 'operations',
  'identity/second-factors.ts': 'tool',
  'identity/seeding.ts': 'rules',
  'identity/testing.ts': 'test',
  'identity/vault.ts': 'outside',
  'ledger/anchor.ts': 'outside',
  'ledger/keys.ts': 'outside',
  'notifications/deliver.ts': 'jobs',
  'notifications/outlets.ts': 'outside',
  'notifications/push.ts': 'outside',
  'notifications/requests.ts': 'jobs',
  'notifications/surroundings.ts': 'operations',
  'notifications/tokens.ts': 'tool',
  'reports/address-register.ts': 'outside',
  'reports/gate.ts': 'tool',
  'reports/media-client.ts': 'outside',
  'reports/open311-client.ts': 'outside',
  'reports/training.ts': 'outside',
  'reports/training-worker.ts': 'outside',
};

const BY_NAME: readonly (readonly [RegExp, Kind])[] = [
  [/\.(?:test|fixture)\.ts$|^fixtures\//, 'test'],
  [/^(?:model|model-.+|problems|problems-.+)\.ts$|\.d\.ts$/, 'model'],
  [/^(?:rules|rules-.+|lint|lint-.+)\.ts$/, 'rules'],
  [/^ports\.ts$/, 'ports'],
  [/^(?:store|store-.+)\.ts$/, 'store'],
  [/^(?:operations|operations-.+)\.ts$/, 'operations'],
  [/^(?:http|http-.+)\.ts$/, 'http'],
  [/^(?:jobs|jobs-.+)\.ts$/, 'jobs'],
  [/^api\.ts$/, 'api'],
  [/^module\.ts$/, 'module'],
];

/** What `name`, a path inside the folder of `module`, is; undefined for a name the house does not know. */
export const kindOf = (module: string, name: string): Kind | undefined =>
  NAMED[`${module}/${name}`] ?? BY_NAME.find(([pattern]) => pattern.test(name))?.[1];

export const namedFiles = Object.keys(NAMED);
