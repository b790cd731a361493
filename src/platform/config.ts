import { resolve } from 'node:path';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';

const flag = z.enum(['on', 'off', 'true', 'false', '1', '0']).transform((value) => ['on', 'true', '1'].includes(value));

const Environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATA_DIR: z.string().min(1).default('data'),
  BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  DATABASE_POOL: z.coerce.number().int().min(2).max(200).default(16),
  DEFAULT_TENANT: z.string().default('eastern'),
  DEMO: flag.optional(),
  SAMPLE_LIFE: flag.default(true),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: z.string().min(3).default('Amanah <no-reply@localhost>'),
  SMS_URL: z.url({ protocol: /^https?$/ }).optional(),
  SCANNER: z
    .string()
    .regex(/^clamd:\/\/(\/.+|[^/\s]+(:\d{1,5})?\/?)$/)
    .refine(URL.canParse)
    .optional(),
  CHROMIUM: z.string().min(1).optional(),
  /** Hosts of push services besides the well-known ones, divided by commas. */
  PUSH_SERVICES: z.string().default(''),
  OIDC_ISSUER: z.url({ protocol: /^https?$/ }).optional(),
  OIDC_CLIENT_ID: z.string().min(1).default('amanah'),
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  PRIVATE_RECEIVERS: z
    .string()
    .transform((text) => text.split(',').map((one) => one.trim()))
    .refine((list) => list.every((one) => ipaddr.isValidCIDR(one)))
    .default([]),
  RATE_LIMITS: flag.default(true),
  TRUST_PROXY: flag.default(false),
});

const HINTS: Readonly<Record<string, string>> = {
  PORT: 'a port number such as 8080 (0 picks a free one)',
  BASE_URL: 'the address people type, such as https://amanah.example',
  DATABASE_URL: 'postgresql://user:password@host:5432/database, a PostgreSQL 15 or newer',
  DATABASE_POOL: 'the number of database connections, 2 to 200',
  DEMO: 'on or off: whether sample people, the development sign-in and the development mailbox exist',
  SAMPLE_LIFE: 'on or off: whether a new demonstration city begins with sample reports',
  LOG_LEVEL: 'one of fatal, error, warn, info, debug, trace, silent',
  SMTP_URL: 'smtp://user:password@host:587',
  SMS_URL: 'the address of the SMS gateway',
  CHROMIUM: 'the path of an installed Chromium or Chrome, such as /usr/bin/chromium',
  SCANNER: 'clamd:///run/clamav/clamd.ctl or clamd://host:3310, the socket of ClamAV',
  OIDC_ISSUER: 'the issuer address of the OpenID Connect provider',
  PRIVATE_RECEIVERS:
    'networks such as 10.20.0.0/16,127.0.0.1/32 whose webhooks may be called although they are private',
  RATE_LIMITS: 'on or off',
  TRUST_PROXY: 'on behind a reverse proxy that sets X-Forwarded-For and X-Forwarded-Proto, otherwise off',
};

export interface Config {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  /** Without a trailing slash; undefined until the port is known when `PORT=0`. */
  readonly baseUrl: string | undefined;
  readonly databaseUrl: string | undefined;
  readonly databasePool: number;
  readonly defaultTenant: string;
  readonly demo: boolean;
  /** Whether a new demonstration city has a recent past. */
  readonly sampleLife: boolean;
  readonly logLevel: string;
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string;
  readonly smsUrl: string | undefined;
  /** Address of the scanner of uploads; undefined: none. */
  readonly scanner: string | undefined;
  /** The browser that prints documents; undefined: the first usual one on the path. */
  readonly chromium: string | undefined;
  readonly pushServices: readonly string[];
  readonly oidc:
    | { readonly issuer: string; readonly clientId: string; readonly clientSecret: string | undefined }
    | undefined;
  /** Private networks (CIDR) that webhooks may be sent to; none unless the operator names them. */
  readonly privateReceivers: readonly string[];
  readonly rateLimits: boolean;
  readonly trustProxy: boolean;
}

/** Settings that cannot be used, one line each, saying what to set. */
export class ConfigError extends Error {}

/** The configuration from environment variables, all optional. Throws ConfigError naming every variable to mend. */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => {
      const name = String(issue.path[0]);
      return `  ${name}=${given[name]}: expected ${HINTS[name] ?? issue.message}`;
    });
    throw new ConfigError(`These settings cannot be used:\n${lines.join('\n')}`);
  }
  const e = parsed.data;
  return {
    port: e.PORT,
    host: e.HOST,
    dataDir: resolve(e.DATA_DIR),
    baseUrl: e.BASE_URL?.replace(/\/+$/, ''),
    databaseUrl: e.DATABASE_URL,
    databasePool: e.DATABASE_POOL,
    defaultTenant: e.DEFAULT_TENANT,
    // A database of one's own and a real sign-in mean a real city: nothing made up is put there unasked.
    demo: e.DEMO ?? (e.DATABASE_URL === undefined && e.OIDC_ISSUER === undefined),
    sampleLife: e.SAMPLE_LIFE,
    logLevel: e.LOG_LEVEL,
    smtpUrl: e.SMTP_URL,
    mailFrom: e.MAIL_FROM,
    smsUrl: e.SMS_URL,
    scanner: e.SCANNER,
    chromium: e.CHROMIUM,
    pushServices: e.PUSH_SERVICES.split(',')
      .map((host) => host.trim())
      .filter(Boolean),
    oidc: e.OIDC_ISSUER
      ? { issuer: e.OIDC_ISSUER, clientId: e.OIDC_CLIENT_ID, clientSecret: e.OIDC_CLIENT_SECRET }
      : undefined,
    privateReceivers: e.PRIVATE_RECEIVERS,
    rateLimits: e.RATE_LIMITS,
    trustProxy: e.TRUST_PROXY,
  };
}
