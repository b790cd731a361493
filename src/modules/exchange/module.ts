import type { Actor } from '#kernel/actor.ts';
import type { KeptData } from '#modules/identity/api.ts';
import type { Database } from '#platform/db.ts';
import type { Module } from '#platform/module.ts';
import type { StreamHandler } from '#platform/streams.ts';
import type { ExchangeApi } from './api.ts';
import { liveStream } from './http-live.ts';
import { deliveryJob, tidyJob } from './jobs.ts';
import { createLiveHub, type LiveHub } from './live-hub.ts';
import type { Reach } from './model-live.ts';
import { webhookOperations } from './operations.ts';
import { keptByExchange } from './operations-kept.ts';
import { messageOperations } from './operations-messages.ts';
import { publish } from './operations-publish.ts';
import type { ExchangeParts } from './operations-shared.ts';
import { createReceivers, type ReceiverOptions } from './receivers.ts';
import { withoutTexts } from './rules-webhooks.ts';
import { listeningWebhooks } from './store.ts';
import { insertChanges } from './store-live.ts';
import { rewriteMessage, takeMessagesOf, toldOf } from './store-messages.ts';

export type ExchangeModuleParts = Omit<ExchangeParts, 'faultOf'> & {
  readonly receivers: ReceiverOptions;
  readonly database: Pick<Database, 'transaction' | 'connect'>;
  /** Which records an employee may hear of; of a module above this one. */
  readonly reachOf: (actor: Actor) => Reach | undefined;
  readonly warn: (error: unknown) => void;
};

/** Exchange with other systems, and news for screens that are watched. */
export function createExchange(given: ExchangeModuleParts): {
  module: Module;
  api: ExchangeApi;
  kept: readonly KeptData[];
  live: Pick<LiveHub, 'stop' | 'watchers'>;
  stream: StreamHandler;
} {
  const receivers = createReceivers(given.receivers);
  const parts: ExchangeParts = { ...given, faultOf: receivers.fault };
  const live = createLiveHub(given);
  return {
    kept: keptByExchange,
    live,
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
    },
    module: {
      name: 'exchange',
      operations: [...webhookOperations(parts), ...messageOperations()],
      jobs: [deliveryJob({ receivers, sealer: given.sealer }), tidyJob],
    },
  };
}
