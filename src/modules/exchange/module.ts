import type { Module } from '#platform/module.ts';
import type { ExchangeApi } from './api.ts';
import { deliveryJob, tidyJob } from './jobs.ts';
import { webhookOperations } from './operations.ts';
import { messageOperations } from './operations-messages.ts';
import { publish } from './operations-publish.ts';
import type { ExchangeParts } from './operations-shared.ts';
import { createReceivers, type ReceiverOptions } from './receivers.ts';
import { listeningWebhooks } from './store.ts';
import { insertChanges } from './store-live.ts';

export type ExchangeModuleParts = Omit<ExchangeParts, 'faultOf'> & {
  readonly receivers: ReceiverOptions;
};

/** Exchange with other systems, and news for screens that are watched. */
export function createExchange(given: ExchangeModuleParts): { module: Module; api: ExchangeApi } {
  const receivers = createReceivers(given.receivers);
  const parts: ExchangeParts = { ...given, faultOf: receivers.fault };
  return {
    api: {
      hasListeners: async (tx) => (await listeningWebhooks(tx)).length > 0,
      publish,
      noteChanges: insertChanges,
    },
    module: {
      name: 'exchange',
      operations: [...webhookOperations(parts), ...messageOperations()],
      jobs: [deliveryJob({ receivers, sealer: given.sealer }), tidyJob],
    },
  };
}
