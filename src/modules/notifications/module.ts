import type { KeptData } from '#modules/identity/api.ts';
import type { HttpHandler } from '#platform/http.ts';
import type { MailSender } from '#platform/mail.ts';
import type { Module } from '#platform/module.ts';
import type { SmsSender } from '#platform/sms.ts';
import type { Calendars, ContactDirectory, NameDirectory, NoticeSource, NotificationsApi } from './api.ts';
import { deliverJob } from './deliver.ts';
import { signOffHandler } from './http.ts';
import { OUTSIDE_CHANNELS } from './model.ts';
import { notificationOperations } from './operations.ts';
import { keptByNotifications } from './operations-kept.ts';
import { chooseOutlets, type TenantSms } from './outlets.ts';
import { webPushSender } from './push.ts';
import { noticeSubscription } from './requests.ts';
import { pushServices } from './rules-push.ts';
import { forgetMessages, sentTo } from './store-forget.ts';
import { findTemplates } from './store-templates.ts';
import type { BaseUrlOf } from './surroundings.ts';
import { createTokens } from './tokens.ts';

export interface NotificationsParts {
  readonly directory: ContactDirectory & NameDirectory;
  /** undefined: the development mailbox takes the channel, or nothing is sent where there is none. */
  readonly mail: MailSender | undefined;
  readonly sms: SmsSender | undefined;
  readonly tenantSms?: TenantSms | undefined;
  readonly dataDir: string;
  /** Whom a push service may write to: a `mailto:` or `https:` address. */
  readonly pushContact: () => string;
  /** Hosts of push services besides the well-known ones. */
  readonly pushServices: readonly string[];
  readonly calendars: Calendars;
  /** By which links of messages are signed; 32 bytes. */
  readonly signOffKey: Uint8Array;
  readonly devMailbox: boolean;
  readonly baseUrlOf: BaseUrlOf;
}

export function createNotifications(parts: NotificationsParts): {
  module: Module;
  api: NotificationsApi;
  kept: readonly KeptData[];
  signOff: HttpHandler;
} {
  const { directory, baseUrlOf, devMailbox } = parts;
  const sources: NoticeSource[] = [];
  const push = webPushSender(parts.dataDir, parts.pushContact);
  const outlets = chooseOutlets({ ...parts, push });
  const tokens = createTokens(parts.signOffKey);
  const isPushService = pushServices(parts.pushServices);
  return {
    module: {
      name: 'notifications',
      operations: notificationOperations({
        directory,
        names: directory,
        baseUrlOf,
        devMailbox,
        sources,
        tokens,
        pushKey: push.publicKey,
        isPushService,
      }),
      subscriptions: [noticeSubscription(directory, baseUrlOf, tokens)],
      jobs: OUTSIDE_CHANNELS.map((channel) =>
        deliverJob(outlets, Math.random, { channel, calendars: parts.calendars }),
      ),
    },
    signOff: signOffHandler,
    kept: keptByNotifications,
    api: {
      templateKeys: async (tx) => [...new Set((await findTemplates(tx, null)).map(({ key }) => key))],
      forget: forgetMessages,
      sentTo,
      describe: (source) => void sources.push(source),
    },
  };
}
