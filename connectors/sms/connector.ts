import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { defineCall, defineConnector, defineNotification } from '#modules/exchange/api.ts';
import { sendText } from './client.ts';
import { Accepted, DeliveryReport, readAccepted, readReport, TextMessage } from './map.ts';

const basis = {
  regulation: 'pdpl',
  ground: 'task',
  text: {
    ar: 'إبلاغ المستفيد بما يتم في طلبه أو بلاغه',
    en: 'Telling people what happens to their application or report',
  },
} as const;

/** Whether `signature` is the HMAC-SHA256 (hex) of the body under the shared secret. */
function isSigned(body: string, signature: string | undefined, secret: string | undefined): boolean {
  if (signature === undefined || secret === undefined || !/^[0-9a-f]{64}$/.test(signature)) return false;
  return timingSafeEqual(createHmac('sha256', secret).update(body).digest(), Buffer.from(signature, 'hex'));
}

/** A gateway for text messages: takes them, and tells later whether they arrived. */
export const sms = defineConnector({
  id: 'sms',
  name: { ar: 'الرسائل النصية', en: 'Text messages' },
  agency: { code: 'SMS', name: { ar: 'مزود الرسائل النصية', en: 'SMS provider' } },
  about: {
    ar: 'إرسال الرسائل النصية القصيرة وتقارير وصولها.',
    en: 'Sends short text messages and reports whether they arrived.',
  },
  settings: z.strictObject({}),
  secrets: {
    apiKey: { ar: 'مفتاح الخدمة', en: 'API key' },
    reportSecret: { ar: 'سر توقيع تقارير الوصول', en: 'Secret that signs delivery reports' },
  },
  limits: { rate: { calls: 600, seconds: 60 }, tries: 1 },
  calls: {
    send: defineCall({
      summary: { ar: 'إرسال رسالة نصية', en: 'Send a text message' },
      legalBasis: basis,
      sends: [
        { key: 'to', title: { ar: 'رقم الجوال', en: 'Mobile number' }, personal: true },
        { key: 'text', title: { ar: 'نص الرسالة', en: 'Text of the message' }, personal: true },
      ],
      receives: [
        { key: 'messageId', title: { ar: 'رقم الرسالة لدى المزود', en: 'The provider’s number' }, personal: false },
      ],
      input: TextMessage,
      output: Accepted,
      // The gateway knows `reference`: a repetition is the same message to it.
      repeats: 'safe',
      keepsBody: false,
      about: ({ reference, to }) => `${reference} · ${'•'.repeat(Math.max(0, to.length - 2))}${to.slice(-2)}`,
      send: sendText,
      map: readAccepted,
    }),
  },
  notifications: {
    delivery: defineNotification({
      summary: { ar: 'تقرير وصول رسالة نصية', en: 'Delivery report of a text message' },
      legalBasis: basis,
      receives: [
        { key: 'status', title: { ar: 'هل وصلت الرسالة', en: 'Whether the message arrived' }, personal: false },
      ],
      message: DeliveryReport,
      authentic: ({ headers, body }, secrets) => isSigned(body, headers['x-signature'], secrets.reportSecret),
      read: readReport,
      idOf: ({ messageId, status }) => `${messageId}/${status}`,
      about: ({ messageId, status }) => `${messageId} · ${status}`,
    }),
  },
});
