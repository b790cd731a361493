import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { RecipientGone, SendFailure } from '#platform/send-failure.ts';
import { webPushSender } from './push.ts';
import { pushServices } from './rules-push.ts';

/** A browser: its keys, and how it opens what a push service hands it (RFC 8291, section 3; RFC 8188, section 2). */
function browser() {
  const ecdh = createECDH('prime256v1');
  ecdh.generateKeys();
  const auth = randomBytes(16);
  return {
    p256dh: ecdh.getPublicKey().toString('base64url'),
    auth: auth.toString('base64url'),
    open(body: Buffer): string {
      const salt = body.subarray(0, 16);
      const idLength = body.readUInt8(20);
      const serverKey = body.subarray(21, 21 + idLength);
      const sealed = body.subarray(21 + idLength);
      const info = Buffer.concat([Buffer.from('WebPush: info\0'), ecdh.getPublicKey(), serverKey]);
      const ikm = Buffer.from(hkdfSync('sha256', ecdh.computeSecret(serverKey), auth, info, 32));
      const key = Buffer.from(hkdfSync('sha256', ikm, salt, 'Content-Encoding: aes128gcm\0', 16));
      const nonce = Buffer.from(hkdfSync('sha256', ikm, salt, 'Content-Encoding: nonce\0', 12));
      const decipher = createDecipheriv('aes-128-gcm', key, nonce);
      decipher.setAuthTag(sealed.subarray(-16));
      const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
      // The last record ends with the delimiter 2, then padding.
      return plain.subarray(0, plain.lastIndexOf(2)).toString('utf8');
    },
  };
}

let service: Server;
let endpoint: string;
let answer: number | 'hang-up' = 201;
const received: { headers: Record<string, unknown>; body: Buffer }[] = [];
const folder = mkdtempSync(join(tmpdir(), 'amanah-push-'));
const sender = webPushSender(folder, () => 'mailto:office@amanah.example');
const message = {
  title: 'استلمنا بلاغك',
  body: 'حفرة في الطريق. موعد المعالجة قريب.',
  path: '/ar/my/inbox',
  language: 'ar',
  direction: 'rtl' as const,
  tag: '940-1',
};

beforeAll(async () => {
  service = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks) });
      if (answer === 'hang-up') return void request.socket.destroy();
      response.writeHead(answer, { location: '/message/1' }).end();
    });
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(service.address() as AddressInfo).port}/push/sample`;
});
beforeEach(() => {
  received.length = 0;
  answer = 201;
});
afterAll(async () => {
  await new Promise((resolve) => service.close(resolve));
  rmSync(folder, { recursive: true });
});

const subscribed = () => {
  const device = browser();
  return { device, subscription: { id: 'sample', endpoint, p256dh: device.p256dh, auth: device.auth } };
};

describe('a notice on a device', () => {
  test('can be read by that browser alone, and names who sent it', async () => {
    const { device, subscription } = subscribed();
    await sender.send(subscription, message, true);
    const [{ headers, body }] = received as [(typeof received)[number]];
    expect(headers).toMatchObject({ 'content-encoding': 'aes128gcm', urgency: 'high', ttl: '259200' });
    expect(JSON.parse(device.open(body))).toEqual(message);
    expect(body.includes(Buffer.from('بلاغك'))).toBe(false);
    expect(() => browser().open(body)).toThrow();

    // RFC 8292: a token signed by our key, for this push service.
    const [, token, key] = /^vapid t=([^,]+), k=(.+)$/.exec(String(headers.authorization))!;
    expect(key).toBe(sender.publicKey);
    const [head, claims, signature] = token!.split('.');
    const point = Buffer.from(sender.publicKey, 'base64url');
    const jwk = {
      kty: 'EC',
      crv: 'P-256',
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    };
    const ours = createPublicKey({ key: jwk, format: 'jwk' });
    const signed = Buffer.from(`${head}.${claims}`);
    const mark = Buffer.from(signature!, 'base64url');
    expect(verify('sha256', signed, { key: ours, dsaEncoding: 'ieee-p1363' }, mark)).toBe(true);
    expect(JSON.parse(Buffer.from(claims!, 'base64url').toString())).toMatchObject({
      aud: new URL(endpoint).origin,
      sub: 'mailto:office@amanah.example',
    });
  });

  test('fits, however long its words are', async () => {
    const { device, subscription } = subscribed();
    await sender.send(subscription, { ...message, body: 'س'.repeat(5_000) }, false);
    expect(received[0]!.body.length).toBeLessThan(4_096);
    expect(JSON.parse(device.open(received[0]!.body)).body.endsWith('…')).toBe(true);
  });

  test.each([404, 410])('ends the subscription when the service answers %i', async (status) => {
    answer = status;
    await expect(sender.send(subscribed().subscription, message, false)).rejects.toBeInstanceOf(RecipientGone);
  });

  test.each<[number | 'hang-up', boolean]>([
    [429, false],
    [500, false],
    [503, false],
    ['hang-up', false],
    [400, true],
    [413, false],
  ])('that meets %s: final is %s', async (status, permanent) => {
    answer = status;
    const failure = await sender.send(subscribed().subscription, message, false).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(SendFailure);
    expect((failure as SendFailure).permanent).toBe(permanent);
  });
});

test('the key is made once and nobody else may read it', () => {
  expect(webPushSender(folder, () => '').publicKey).toBe(sender.publicKey);
  expect(statSync(join(folder, 'keys/push.json')).mode & 0o077).toBe(0);
  expect(readFileSync(join(folder, 'keys/push.json'), 'utf8')).toContain(sender.publicKey);
});

test('only known push services are written to', () => {
  const known = pushServices(['push.sample:8443']);
  for (const url of ['https://fcm.googleapis.com/x', 'https://web.push.apple.com/x', 'https://push.sample:8443/x']) {
    expect(known(new URL(url))).toBe(true);
  }
  for (const url of [
    'http://fcm.googleapis.com/x',
    'https://fcm.googleapis.com.evil.example/x',
    'https://fcm.googleapis.com:22/x',
    'https://127.0.0.1/x',
    'https://xpush.apple.com.example/x',
  ]) {
    expect(known(new URL(url))).toBe(false);
  }
});
