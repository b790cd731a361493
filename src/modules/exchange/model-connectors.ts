import type { z } from 'zod';
import type { Id } from '#kernel/id.ts';
import type { Bilingual } from '#kernel/text.ts';

/**
 * The regulations a call may rest on, by their key in the regulatory reference.
 * `personal` stands for what the municipality may do with personal data, `sharing` for exchange between agencies.
 */
export const REGULATIONS = {
  pdpl: {
    ar: 'نظام حماية البيانات الشخصية (المرسوم الملكي م/19 وتاريخ 9/2/1443هـ)',
    en: 'Personal Data Protection Law (Royal Decree M/19 of 9/2/1443H)',
  },
  ndmo: {
    ar: 'سياسات حوكمة البيانات الوطنية: تصنيف البيانات ومشاركتها (مكتب إدارة البيانات الوطنية)',
    en: 'National data governance policies: classification and sharing of data (National Data Management Office)',
  },
  fees: {
    ar: 'لائحة رسوم الخدمات البلدية',
    en: 'Municipal service fees regulation',
  },
} as const satisfies Record<string, Bilingual>;
export type Regulation = keyof typeof REGULATIONS;

/** On what a call rests: the person's consent, or a task or duty the law gives the municipality. */
export interface LegalBasis {
  readonly regulation: Regulation;
  readonly ground: 'consent' | 'task' | 'duty';
  readonly text: Bilingual;
}

/** Something that leaves for an agency or comes from it, named for whoever is asked to agree. */
export interface DataItem {
  readonly key: string;
  readonly title: Bilingual;
  /** Whether it tells something about a person. */
  readonly personal: boolean;
}

/** One request to the agency, below the address the tenant configured. */
export interface AgencyRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Begins with `/`; its parts are already encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
}

/** What came back, whatever its status below 500. */
export interface AgencyAnswer {
  readonly status: number;
  /** Parsed where the agency said that it is JSON, else the text as it is. */
  readonly body: unknown;
}

/** Asks the agency once. Throws for whatever is no answer; the caller of the connector sees that as unavailable. */
export type AskAgency = (request: AgencyRequest) => Promise<AgencyAnswer>;

/** What a call knows besides its input. */
export interface CallContext {
  /** Unchanged on every try of one call: the agency's idempotency key or sequence number. */
  readonly callId: Id;
  readonly now: Temporal.Instant;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, string>>;
  /** Public address at which a notification of this connector is heard. */
  heardAt(notification: string): string;
}

/** What an answer means. `refused`: the agency answered and said no; nothing is wrong with the agency. */
export type Mapped<O> =
  | { readonly kind: 'answered'; readonly value: O }
  | { readonly kind: 'refused'; readonly code: string };

/** One thing that can be asked of an agency. */
export interface CallDefinition<I, O> {
  readonly summary: Bilingual;
  readonly legalBasis: LegalBasis;
  /** What leaves for the agency, and what comes. */
  readonly sends: readonly DataItem[];
  readonly receives: readonly DataItem[];
  readonly input: z.ZodType<I>;
  /** What `map` made is held to it: an answer of another shape counts as broken. */
  readonly output: z.ZodType<O>;
  /**
   * `safe`: may be asked again whatever happened, since it changes nothing or since the agency knows `callId`.
   * `unsent`: only when the request never reached the agency.
   */
  readonly repeats: 'safe' | 'unsent';
  /** False where what goes over the line is kept elsewhere, or must not be kept: the log has its digests alone. */
  readonly keepsBody?: boolean;
  /** Whom or what it is about, in words that tell no more than the log's readers may know: mask personal numbers. */
  about(input: I): string;
  /** The client: builds and sends the request. */
  send(ask: AskAgency, input: I, context: CallContext): Promise<AgencyAnswer>;
  /** Pure: reads the answer. Throws BrokenAnswer for what cannot be meant. */
  map(answer: AgencyAnswer, input: I): Mapped<O>;
  /** Made-up input for trying whether the agency answers; about nobody who exists. Left out where a try would do something. */
  readonly sample?: I;
}

/** A call that knows where it belongs. */
export interface ConnectorCall<I = unknown, O = unknown> extends CallDefinition<I, O> {
  readonly connector: string;
  readonly name: string;
}

/** What an agency sends on its own account. It is heard once, however often it is sent. */
export interface NotificationDefinition<M> {
  readonly summary: Bilingual;
  readonly legalBasis: LegalBasis;
  readonly receives: readonly DataItem[];
  readonly message: z.ZodType<M>;
  /** Whether the agency sent it, by its signature or secret. Pure but for cryptography. */
  authentic(
    request: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
    secrets: Readonly<Record<string, string>>,
    now: Temporal.Instant,
  ): boolean | Promise<boolean>;
  /** Pure: the parsed body as a message, which is then held to `message`. */
  read(body: unknown): unknown;
  /** The agency's own number for the message. */
  idOf(message: M): string;
  about(message: M): string;
}

export interface ConnectorLimits {
  /** For one try, from the look-up of the name to the last byte. */
  readonly timeoutMilliseconds: number;
  /** Tries of one call, the first included. */
  readonly tries: number;
  /** For all tries of a call and the pauses between them. */
  readonly patienceMilliseconds: number;
  /** Calls that may go out within `seconds`, counted over all processes. */
  readonly rate: { readonly calls: number; readonly seconds: number };
  /** So many failed tries in a row open the breaker for `restSeconds`, longer each time it opens again at once. */
  readonly breaker: { readonly failures: number; readonly restSeconds: number; readonly mostRestSeconds: number };
}

export const USUAL_LIMITS: ConnectorLimits = {
  timeoutMilliseconds: 5_000,
  tries: 3,
  patienceMilliseconds: 12_000,
  rate: { calls: 120, seconds: 60 },
  breaker: { failures: 5, restSeconds: 15, mostRestSeconds: 300 },
};

/** An outside agency or national service, as far as the program speaks to it. */
export interface Connector {
  readonly id: string;
  readonly name: Bilingual;
  readonly agency: { readonly code: string; readonly name: Bilingual };
  readonly about: Bilingual;
  /** What a tenant sets in its `connectors.json`. */
  readonly settings: z.ZodType<Readonly<Record<string, unknown>>>;
  /** Secrets by name; kept sealed, entered on the operator's page. */
  readonly secrets: Readonly<Record<string, Bilingual>>;
  readonly limits: ConnectorLimits;
  readonly calls: Readonly<Record<string, ConnectorCall>>;
  readonly notifications: Readonly<Record<string, NotificationDefinition<unknown>>>;
}

type CallsOf<C> = {
  readonly [K in keyof C]: C[K] extends CallDefinition<infer I, infer O> ? ConnectorCall<I, O> : never;
};

/** Types one call from its schemas; does nothing else. */
export const defineCall = <I, O>(definition: CallDefinition<I, O>): CallDefinition<I, O> => definition;
export const defineNotification = <M>(definition: NotificationDefinition<M>): NotificationDefinition<M> => definition;

export interface ConnectorDefinition<C extends Readonly<Record<string, CallDefinition<unknown, unknown>>>> {
  readonly id: string;
  readonly name: Bilingual;
  readonly agency: Connector['agency'];
  readonly about: Bilingual;
  readonly settings: z.ZodType<Readonly<Record<string, unknown>>>;
  readonly secrets: Connector['secrets'];
  readonly limits?: Partial<ConnectorLimits>;
  readonly calls: C;
  readonly notifications?: Connector['notifications'];
}

/** Declares a connector: its calls learn where they belong, and limits that are not named are the usual ones. */
export function defineConnector<const C extends Readonly<Record<string, CallDefinition<unknown, unknown>>>>(
  definition: ConnectorDefinition<C>,
): Omit<Connector, 'calls'> & { readonly calls: CallsOf<C> } {
  const { id, calls, limits, notifications } = definition;
  if (!/^[a-z][a-z0-9-]{2,39}$/.test(id)) throw new Error(`"${id}" is no name for a connector`);
  return {
    ...definition,
    limits: { ...USUAL_LIMITS, ...limits },
    notifications: notifications ?? {},
    calls: Object.fromEntries(
      Object.entries(calls).map(([name, call]) => [name, { ...call, connector: id, name }]),
    ) as unknown as CallsOf<C>,
  };
}

/** Thrown by `map` for an answer that cannot be meant: a wrong type, a missing member, another record than asked for. */
export class BrokenAnswer extends Error {}

/**
 * Why nothing was learnt. `paused`, `resting` (the breaker is open), `rate`, `not-configured` and `address-refused`: the
 * agency was not asked at all. The others: it was, and gave no answer that can be used.
 */
export const UNAVAILABLE = [
  'not-configured',
  'paused',
  'resting',
  'rate',
  'address-refused',
  'unreachable',
  'timeout',
  'agency-error',
  'busy',
  'access-refused',
  'redirected',
  'too-large',
  'broken-answer',
] as const;
export type Unavailable = (typeof UNAVAILABLE)[number];

/** What became of asking. A connector never throws for what an agency does. */
export type Answer<O> =
  | { readonly kind: 'answered'; readonly callId: Id; readonly at: string; readonly value: O }
  | { readonly kind: 'refused'; readonly callId: Id; readonly at: string; readonly code: string }
  | { readonly kind: 'unavailable'; readonly callId: Id; readonly at: string; readonly reason: Unavailable };

/** Who asks, for whom and why; kept in the exchange log with every call. */
export interface Asked {
  /** `party`: the person themself; `employee`: somebody of the municipality; `system`: the program. */
  readonly by: { readonly kind: 'party' | 'employee' | 'system'; readonly partyId: Id | null };
  /** The party the call is about or made for; they see it on their privacy page. */
  readonly forParty: Id | null;
  readonly purpose: Bilingual;
  /** Where it does not rest on what the call usually rests on. */
  readonly legalBasis?: LegalBasis;
  readonly consentId?: Id | null;
  /** The record it serves, such as a draft or a case. */
  readonly subject?: { readonly type: string; readonly id: Id; readonly number?: string } | null;
}

/** How a made-up agency answers. `broken` answers garbage, half of an answer, or an error, in turns. */
export const SIMULATOR_MODES = ['happy', 'slow', 'refusing', 'broken'] as const;
export type SimulatorMode = (typeof SIMULATOR_MODES)[number];

/** What kept an answer from coming. */
export class NoAnswer extends Error {
  readonly reason: Unavailable;
  /** The request never reached the agency. */
  readonly unsent: boolean;
  /** Seconds the agency asked us to wait. */
  readonly retryAfter: number | null;

  constructor(reason: Unavailable, message: string, more: { unsent?: boolean; retryAfter?: number | null } = {}) {
    super(message);
    this.reason = reason;
    this.unsent = more.unsent ?? false;
    this.retryAfter = more.retryAfter ?? null;
  }
}
