import type { MailSender } from '#platform/mail.ts';
import type { Module } from '#platform/module.ts';
import type { SmsSender } from '#platform/sms.ts';
import type { ContactDirectory, NameDirectory, NoticeSource, NotificationsApi } from './api.ts';
import { deliverJob } from './deliver.ts';
import { notificationOperations } from './operations.ts';
import { chooseOutlets } from './outlets.ts';
import { noticeSubscription } from './requests.ts';
import { findTemplates } from './store-templates.ts';
import type { BaseUrlOf } from './surroundings.ts';

export interface NotificationsParts {
  readonly directory: ContactDirectory & NameDirectory;
  /** undefined: the development mailbox takes the channel, or nothing is sent where there is none. */
  readonly mail: MailSender | undefined;
  readonly sms: SmsSender | undefined;
  readonly devMailbox: boolean;
  readonly baseUrlOf: BaseUrlOf;
}

export function createNotifications(parts: NotificationsParts): { module: Module; api: NotificationsApi } {
  const { directory, baseUrlOf, devMailbox } = parts;
  const sources: NoticeSource[] = [];
  const outlets = chooseOutlets({ ...parts, hostOf: (tenant) => new URL(baseUrlOf(tenant)).hostname });
  return {
    module: {
      name: 'notifications',
      operations: notificationOperations({ directory, names: directory, baseUrlOf, devMailbox, sources }),
      subscriptions: [noticeSubscription(directory, baseUrlOf)],
      jobs: [deliverJob(outlets)],
    },
    api: {
      templateKeys: async (tx) => [...new Set((await findTemplates(tx, null)).map(({ key }) => key))],
      describe: (source) => void sources.push(source),
    },
  };
}
