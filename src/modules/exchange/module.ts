import type { Actor } from '#kernel/actor.ts';
import type { KeptData } from '#modules/identity/api.ts';
import type { Database } from '#platform/db.ts';
import type { HttpHandler } from '#platform/http.ts';
import type { Module } from '#platform/module.ts';
import type { StreamHandler } from '#platform/streams.ts';
import type { Tenant } from '#platform/tenants.ts';
import type { Connectors, ExchangeApi } from './api.ts';
import { createConnectorCalls } from './connector-calls.ts';
import { createAgencyClient } from './connector-client.ts';
import { hearingHandler } from './http-connectors.ts';
import { liveStream } from './http-live.ts';
import { deliveryJob, tidyJob } from './jobs.ts';
import { bodyForgetting } from './jobs-calls.ts';
import { createLiveHub, type LiveHub } from './live-hub.ts';
import type { Connector } from './model-connectors.ts';
import type { Reach } from './model-live.ts';
import { webhookOperations } from './operations.ts';
import { callRecordOperations } from './operations-call-record.ts';
import { type CallLogParts, callLogOperations } from './operations-calls.ts';
import { connectorFileOperations } from './operations-connector-file.ts';
import { connectorOperations } from './operations-connectors.ts';
import { keptByExchange } from './operations-kept.ts';
import { messageOperations } from './operations-messages.ts';
import { publish } from './operations-publish.ts';
import type { ExchangeParts } from './operations-shared.ts';
import type { Simulators } from './ports.ts';
import { createReceivers, type ReceiverOptions } from './receivers.ts';
import { withoutTexts } from './rules-webhooks.ts';
import { listeningWebhooks } from './store.ts';
import { listConnectors } from './store-connectors.ts';
import { insertChanges } from './store-live.ts';
import { rewriteMessage, takeMessagesOf, toldOf } from './store-messages.ts';

/** Where the made-up agencies of a demonstration listen. */
const THIS_MACHINE = ['127.0.0.1/32', '::1/128'];

export type ExchangeModuleParts = Omit<ExchangeParts, 'faultOf'> & {
  readonly receivers: ReceiverOptions;
  readonly database: Pick<Database, 'transaction' | 'connect'>;
  /** Which records an employee may hear of; of a module above this one. */
  readonly reachOf: (actor: Actor) => Reach | undefined;
  readonly warn: (error: unknown) => void;
  /** Every connector the program has; which a tenant uses is its data. */
  readonly connectors: readonly Connector[];
  readonly simulators: Simulators | undefined;
  readonly baseUrlOf: (tenant: Tenant) => string;
  readonly now?: () => Temporal.Instant;
  readonly sealedInputs: CallLogParts['sealedInputs'];
  readonly callAsSystem: <O>(tenant: Tenant, operation: string, input: unknown) => Promise<O>;
};

/** Exchange with other systems, and news for screens that are watched. */
export function createExchange(given: ExchangeModuleParts): {
  module: Module;
  api: ExchangeApi;
  kept: readonly KeptData[];
  live: Pick<LiveHub, 'stop' | 'watchers'>;
  stream: StreamHandler;
  /** Asks agencies; never held by what runs inside a transaction. */
  connectors: Connectors;
  /** Answers `/exchange/<connector>/<notification>`, where agencies tell us of things. */
  hearing: HttpHandler;
} {
  const receivers = createReceivers(given.receivers);
  const parts: ExchangeParts = { ...given, faultOf: receivers.fault };
  const live = createLiveHub(given);
  const known = new Map(given.connectors.map((connector) => [connector.id, connector]));
  const connectors: Connectors = createConnectorCalls({
    ...given,
    connectors: known,
    client: createAgencyClient({ allowed: given.receivers.allowed }),
    simulatorClient: createAgencyClient({ allowed: THIS_MACHINE }),
  });
  return {
    kept: keptByExchange,
    live,
    connectors,
    hearing: hearingHandler(connectors),
    stream: liveStream(live, given.reachOf),
    api: {
      hasListeners: async (tx) => (await listeningWebhooks(tx)).length > 0,
      publish,
      noteChanges: insertChanges,
      async forget(tx, keys, texts) {
        if (keys.length === 0) return;
        for (const { webhookId, id, body } of await takeMessagesOf(tx, keys)) {
          await rewriteMessage(tx, webhookId, id, withoutTexts(body, texts));
        }
      },
      toldOf,
      connectorsInUse: async (tx) =>
        new Set((await listConnectors(tx)).flatMap(({ id, address }) => (address === null ? [] : [id]))),
    },
    module: {
      name: 'exchange',
      operations: [
        ...webhookOperations(parts),
        ...messageOperations(),
        ...callRecordOperations({ ...given, connectors: known }),
        ...connectorFileOperations(),
        ...connectorOperations({ ...given, connectors: known, asking: connectors }),
        ...callLogOperations({ ...given, connectors: known }),
      ],
      subscriptions: [bodyForgetting],
      jobs: [deliveryJob({ receivers, sealer: given.sealer }), tidyJob],
    },
  };
}
