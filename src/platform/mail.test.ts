import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bareAddress, type Mail, smtpMail } from './mail.ts';

let server: Server;
let answerToRecipient = '250 ok';
const commands: string[] = [];
const letters: string[] = [];

// As much of RFC 5321 as a client needs to hand over one message.
beforeAll(async () => {
  server = createServer((socket) => {
    let letter: string | undefined;
    socket.on('error', () => {});
    socket.write('220 sample ready\r\n');
    let rest = '';
    socket.on('data', (data) => {
      rest += data.toString('utf8');
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (letter !== undefined) {
          if (line === '.') {
            letters.push(letter);
            letter = undefined;
            socket.write('250 queued as 42\r\n');
          } else letter += `${line}\n`;
          continue;
        }
        commands.push(line);
        if (line.startsWith('DATA')) {
          letter = '';
          socket.write('354 go on\r\n');
        } else if (line.startsWith('RCPT')) socket.write(`${answerToRecipient}\r\n`);
        else if (line.startsWith('QUIT')) socket.end('221 bye\r\n');
        else socket.write('250 ok\r\n');
      }
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
});
afterAll(() => {
  server.close();
});

const mail: Mail = {
  to: 'sample@person.example',
  senderName: 'أمانة نموذجية\r\nBcc: x@y.example',
  subject: 'بلاغك 940-1\r\nBcc: victim@sample.example',
  text: 'استلمنا بلاغك.',
  html: '<p>استلمنا بلاغك.</p>',
  language: 'ar',
  messageId: '<01890000-0000-7000-8000-000000000001@amanah.example>',
};

async function send(change: Partial<Mail> = {}): Promise<{ providerId: string }> {
  const sender = smtpMail(
    `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    'Amanah <no-reply@amanah.example>',
  );
  try {
    return await sender.send({ ...mail, ...change });
  } finally {
    sender.close();
  }
}

test('a letter is handed over as text and HTML under its own Message-ID', async () => {
  answerToRecipient = '250 ok';
  expect(await send()).toEqual({ providerId: '250 queued as 42' });
  const letter = letters.at(-1)!;
  expect(letter).toContain('Message-ID: <01890000-0000-7000-8000-000000000001@amanah.example>');
  expect(letter).toContain('Content-Language: ar');
  expect(letter).toContain('multipart/alternative');
  expect(commands).toContain('MAIL FROM:<no-reply@amanah.example>');
});

test('a letter that can be ended with one request says so', async () => {
  answerToRecipient = '250 ok';
  await send();
  expect(letters.at(-1)).not.toContain('List-Unsubscribe');
  await send({ unsubscribeUrl: 'https://amanah.example/alerts/unsubscribe/1/secret' });
  expect(letters.at(-1)).toContain('List-Unsubscribe: <https://amanah.example/alerts/unsubscribe/1/secret>');
  expect(letters.at(-1)).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
});

test('no text adds a header or an addressee', async () => {
  await send();
  expect(letters.at(-1)).not.toMatch(/^Bcc:/im);
  expect(
    commands.filter((line) => line.startsWith('RCPT')).every((line) => line.includes('sample@person.example')),
  ).toBe(true);
  await send({ to: 'a@b.example\r\nRCPT TO:<victim@sample.example>' }).catch(() => {});
  expect(commands.some((line) => line.startsWith('RCPT TO:<victim'))).toBe(false);
});

test('a refused addressee is final, a busy server is not', async () => {
  answerToRecipient = '550 no such person';
  await expect(send()).rejects.toMatchObject({ name: 'SendFailure', permanent: true });
  answerToRecipient = '451 try later';
  await expect(send()).rejects.toMatchObject({ name: 'SendFailure', permanent: false });
  await expect(smtpMail('smtp://127.0.0.1:1', 'a@b.example').send(mail)).rejects.toMatchObject({ permanent: false });
});

test('the sender may be given with or without a name', () => {
  expect(bareAddress('Amanah <a@b.example>')).toBe('a@b.example');
  expect(bareAddress(' a@b.example ')).toBe('a@b.example');
});
