import type { StoredSubscription } from './model-choices.ts';

export interface PushMessage {
  readonly title: string;
  readonly body: string;
  /** Where a tap leads, on this host. */
  readonly path: string;
  readonly language: string;
  readonly direction: 'rtl' | 'ltr';
  /** A later notice of the same tag replaces the earlier one. */
  readonly tag: string;
}

export interface PushSender {
  readonly publicKey: string;
  /** @throws SendFailure, RecipientGone */
  send(subscription: StoredSubscription, message: PushMessage, urgent: boolean): Promise<{ providerId: string }>;
}
