import type { Id } from '#kernel/id.ts';
import type { Tx } from '#platform/db.ts';
import type { Tenant } from '#platform/tenants.ts';
import type { OutgoingEvent } from './model.ts';
import type { CallFacts } from './model-connector-log.ts';
import type { Answer, Asked, ConnectorCall } from './model-connectors.ts';
import type { Change } from './model-live.ts';

export type {
  AttemptItem,
  MessageItem,
  MessageStatus,
  OutgoingEvent,
  WebhookEvent,
  WebhookItem,
  WebhookView,
} from './model.ts';
export {
  type CallBody,
  type CallDetails,
  type CallItem,
  ConnectorOffers,
  type ConnectorView,
  type OwnCall,
} from './model-connector-log.ts';
export {
  type AgencyAnswer,
  type Answer,
  type AskAgency,
  type Asked,
  BrokenAnswer,
  type CallContext,
  type Connector,
  type ConnectorCall,
  defineCall,
  defineConnector,
  defineNotification,
  type Mapped,
  SIMULATOR_MODES,
  type SimulatorMode,
} from './model-connectors.ts';

export type { Change } from './model-live.ts';
export { HEARD } from './operations-call-record.ts';

/** Payload of `HEARD`: what an agency sent on its own account, as the connector reads it. */
export interface Heard {
  readonly connector: string;
  readonly notification: string;
  /** Of its row in the exchange log. */
  readonly callId: Id;
  readonly message: unknown;
}

/** A receiver that was told of a record. */
export interface Told {
  readonly name: string;
  readonly url: string;
  readonly number: string | null;
  readonly times: number;
  readonly lastAt: string;
}

/** What other modules may ask of the exchange. Every call runs in the caller's transaction. */
export interface ExchangeApi {
  /** Whether anybody listens at all: without it, nothing needs to be put into shape. */
  hasListeners(tx: Tx): Promise<boolean>;
  /** Writes what each webhook that asks for it is to be told; it is sent after commit. */
  publish(tx: Tx, tenant: Tenant, events: readonly OutgoingEvent[]): Promise<void>;
  /**
   * Notes that records changed and wakes the screens that are watched. Called by one subscription alone: the order of
   * its commits is the order in which screens hear.
   */
  noteChanges(tx: Tx, changes: readonly Change[]): Promise<void>;
  /**
   * Forgets what was told of some records; what still waits to be told goes out without photos and without the texts
   * under these keys.
   */
  forget(tx: Tx, keys: readonly Id[], texts: readonly string[]): Promise<void>;
  /** Ids of the connectors whose agencies the tenant asks. */
  connectorsInUse(tx: Tx): Promise<ReadonlySet<string>>;
  /** Which receivers were told of which records. */
  toldOf(tx: Tx, keys: readonly Id[]): Promise<Told[]>;
}

/** Asks agencies. Only jobs, the preparation of an operation and wiring hold one: never a transaction. */
export interface Connectors {
  /** Asks, and says what became of it. Throws only for a fault of the program. */
  ask<I, O>(tenant: Tenant, call: ConnectorCall<I, O>, input: I, asked: Asked): Promise<Answer<O>>;
  /** As `ask`, for a call named by data; undefined where there is none of that name. */
  askNamed(
    tenant: Tenant,
    connector: string,
    call: string,
    input: unknown,
    asked: Asked,
  ): Promise<Answer<unknown> | undefined>;
  /** What a call is, in words for whoever is asked to agree; undefined where there is none. */
  describe(connector: string, call: string): ConnectorFacts | undefined;
  /** Whether a tenant asks the agency at all. */
  uses(tenant: Tenant, connector: string): Promise<boolean>;
  /** Takes in what an agency sends on its own account. */
  hear(
    tenant: Tenant,
    connector: string,
    notification: string,
    request: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
  ): Promise<'heard' | 'heard-before' | 'unknown' | 'not-authentic' | 'unreadable'>;
}

/** A call of an agency, in words for whoever is asked to agree. */
export interface ConnectorFacts extends Pick<CallFacts, 'summary' | 'basis' | 'sends' | 'receives'> {
  readonly agency: Record<string, string>;
  readonly connector: Record<string, string>;
}
