import { createHmac, timingSafeEqual } from 'node:crypto';
import { NOTICE_KINDS, type NoticeKind, OUTSIDE_CHANNELS, type OutsideChannel } from './model.ts';
import type { Subject } from './model-choices.ts';

/** What a sign-off link opens: the choices of one subject on one channel, and which kind it turns off in one click. */
export interface SignOff {
  readonly subject: Subject;
  readonly channel: OutsideChannel;
  readonly kind: NoticeKind;
}

export interface Tokens {
  /** The subject of an address nobody has signed in with. */
  subjectOfAddress(tenantId: number, address: string): Subject;
  sign(tenantId: number, what: SignOff): string;
  /** undefined for a token this installation did not make for the tenant. */
  read(tenantId: number, token: string): SignOff | undefined;
}

const SHAPE = /^([pa][0-9a-f]{32})\.(email|sms|push)\.([a-z]+)\.([\w-]{22})$/;

/** Tokens that let whoever received a message choose what else they get, without signing in. They do not expire. */
export function createTokens(key: Uint8Array): Tokens {
  const digest = (text: string) => createHmac('sha256', key).update(text).digest();
  const mark = (tenantId: number, { subject, channel, kind }: SignOff) =>
    digest(`sign-off ${tenantId} ${subject} ${channel} ${kind}`).subarray(0, 16).toString('base64url');
  return {
    subjectOfAddress: (tenantId, address) =>
      `a${digest(`address ${tenantId} ${address.toLowerCase()}`).subarray(0, 16).toString('hex')}`,
    sign: (tenantId, what) => `${what.subject}.${what.channel}.${what.kind}.${mark(tenantId, what)}`,
    read(tenantId, token) {
      const [, subject, channelName, kindName, given] = SHAPE.exec(token) ?? [];
      const channel = OUTSIDE_CHANNELS.find((one) => one === channelName);
      const kind = NOTICE_KINDS.find((one) => one === kindName);
      if (subject === undefined || channel === undefined || kind === undefined || given === undefined) return undefined;
      const what = { subject, channel, kind };
      return timingSafeEqual(Buffer.from(given), Buffer.from(mark(tenantId, what))) ? what : undefined;
    },
  };
}
