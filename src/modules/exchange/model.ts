import { z } from 'zod';
import { plainText } from '#kernel/arabic.ts';

/** What a webhook can be told of. `webhook.test` is sent on request, whatever a webhook asks for. */
export const WEBHOOK_EVENTS = [
  'report.received',
  'report.state-changed',
  'report.changed',
  'report.assigned',
  'report.withdrawn',
] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];
export const TEST_EVENT = 'webhook.test';

/** What messages may show: what everybody sees; that and what was handed over to the agency; what the office sees. */
export const WEBHOOK_VIEWS = ['public', 'agency', 'office'] as const;
export type WebhookView = (typeof WEBHOOK_VIEWS)[number];

/** `disabled`: switched off by the program after long failure, or because the receiver said that it is gone. */
export const WEBHOOK_STATUSES = ['active', 'paused', 'disabled'] as const;
export type WebhookStatus = (typeof WEBHOOK_STATUSES)[number];

/** `failed` waits for its next try; `dead` waits for somebody to replay it. */
export const MESSAGE_STATUSES = ['queued', 'failed', 'delivered', 'dead'] as const;
export type MessageStatus = (typeof MESSAGE_STATUSES)[number];

const codes = (most: number) => z.array(z.string().trim().min(1).max(64)).max(most).default([]);

/** What a webhook asks for; an empty list narrows nothing. */
export const WebhookFilter = z.strictObject({
  events: z.array(z.enum(WEBHOOK_EVENTS)).max(WEBHOOK_EVENTS.length).default([]),
  /** Codes of categories, or of groups of them. */
  categories: codes(300),
  /** Codes of municipalities or districts. */
  areas: codes(300),
  /** Codes of states, as the case type has them. */
  states: codes(50),
});
export type WebhookFilter = z.output<typeof WebhookFilter>;

export const WebhookForm = WebhookFilter.extend({
  name: plainText({ max: 100 }),
  url: z.url({ protocol: /^https?$/ }).max(1_000),
  view: z.enum(WEBHOOK_VIEWS).default('public'),
  /** With the view `agency`: the code of the agency. */
  agency: z.string().trim().max(64).nullish(),
});
export type WebhookForm = z.output<typeof WebhookForm>;

const instant = z.string();

export const WebhookItem = z
  .object({
    id: z.uuid(),
    name: z.string(),
    url: z.string(),
    ownerId: z.uuid().nullable(),
    ownerName: z.record(z.string(), z.string()).nullable(),
    view: z.enum(WEBHOOK_VIEWS),
    agency: z.string().nullable(),
    events: z.array(z.enum(WEBHOOK_EVENTS)),
    categories: z.array(z.string()),
    areas: z.array(z.string()),
    states: z.array(z.string()),
    status: z.enum(WEBHOOK_STATUSES),
    reason: z.string().nullable(),
    /** Until then the secret before the last change signs too. */
    formerUntil: instant.nullable(),
    /** Consecutive tries that failed. */
    failures: z.int(),
    failingSince: instant.nullable(),
    deliveredAt: instant.nullable(),
    createdAt: instant,
    version: z.int(),
    waiting: z.int(),
    dead: z.int(),
  })
  .meta({ id: 'Webhook' });
export type WebhookItem = z.infer<typeof WebhookItem>;

export const MessageItem = z
  .object({
    id: z.uuid(),
    type: z.string(),
    number: z.string().nullable(),
    status: z.enum(MESSAGE_STATUSES),
    attempts: z.int(),
    createdAt: instant,
    nextAt: instant.nullable(),
    deliveredAt: instant.nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'WebhookMessage' });
export type MessageItem = z.infer<typeof MessageItem>;

export const AttemptItem = z.object({
  id: z.uuid(),
  at: instant,
  milliseconds: z.int(),
  /** Of the answer; null when there was none. */
  status: z.int().nullable(),
  /** Why it did not count as delivered; null when it did. */
  failure: z.string().nullable(),
  /** The beginning of what was answered. */
  answer: z.string().nullable(),
});
export type AttemptItem = z.infer<typeof AttemptItem>;

/** How a call to a receiver went. */
export interface Call {
  readonly at: string;
  readonly milliseconds: number;
  readonly status: number | null;
  /** What kept an answer from coming: a refused address, a broken connection, a certificate, the time. */
  readonly failure: string | null;
  readonly answer: string | null;
  /** Seconds the receiver asked us to wait, from its Retry-After. */
  readonly retryAfter: number | null;
}

/** What kind of thing happened, for the filters. */
export interface EventFacts {
  readonly category: string | null;
  readonly group: string | null;
  readonly areas: readonly string[];
  readonly state: string;
}

/** News that an upper module hands down, already in the shape each kind of reader may see. */
export interface OutgoingEvent {
  /** Of the event in the outbox: the same event is written once for each webhook. */
  readonly eventId: number;
  readonly type: WebhookEvent;
  readonly key: string;
  readonly number: string;
  readonly at: string;
  readonly facts: EventFacts;
  /** What everybody may see; null when the public sees nothing of it. */
  readonly public: Readonly<Record<string, unknown>> | null;
  /** Whether the public could notice that something happened at all. */
  readonly publicNews: boolean;
  readonly office: Readonly<Record<string, unknown>>;
  /** The code of the agency it was handed over to, with what that agency may see. */
  readonly agency: { readonly code: string; readonly data: Readonly<Record<string, unknown>> } | null;
}
