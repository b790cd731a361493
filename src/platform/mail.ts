import { createTransport } from 'nodemailer';
import { SendFailure } from './send-failure.ts';

export interface Mail {
  /** One address, nothing else: no name, no list. */
  readonly to: string;
  /** The name shown before the sender's address. */
  readonly senderName: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  readonly language: string;
  /** Unchanged on every try, so that mail servers and programs recognise a repetition. */
  readonly messageId: string;
  /** One POST to it ends messages of this kind (RFC 8058); null where there is nothing to end. */
  readonly unsubscribeUrl?: string | null;
}

export interface MailSender {
  /** Returns what the server called it. @throws SendFailure */
  send(mail: Mail): Promise<{ providerId: string }>;
  close(): void;
}

const TIMEOUT = 15_000;

// Whatever was checked before: nothing here may be read as a second address or another command.
const ONE_ADDRESS = /^[^\s<>()[\]\\,;:"@]+@[^\s<>()[\]\\,;:"@]+$/;

/** The address of `Name <address>` or of a bare address. */
export const bareAddress = (from: string): string => /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from.trim();

/** Refusals of the message or its addressee; all else (network, sign-in, quota, greylisting) may pass next time. */
function isPermanent(error: { code?: unknown; responseCode?: unknown }): boolean {
  const status = Number(error.responseCode);
  return error.code !== 'EAUTH' && status >= 500 && status < 600 && status !== 530 && status !== 535 && status !== 552;
}

/**
 * Mail through an SMTP server, such as `smtps://user:password@host:465`.
 * @param from the sender, as `address` or `Name <address>`
 */
export function smtpMail(url: string, from: string): MailSender {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 4,
    connectionTimeout: TIMEOUT,
    greetingTimeout: TIMEOUT,
    socketTimeout: TIMEOUT,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const address = bareAddress(from);
  return {
    async send(mail) {
      if (!ONE_ADDRESS.test(mail.to)) throw new SendFailure('the recipient is not one address', true);
      try {
        const { response } = await transport.sendMail({
          // Given as objects, so that no character of a name or an address is read as another address or header.
          from: { name: mail.senderName, address },
          to: { name: '', address: mail.to },
          envelope: { from: address, to: [mail.to] },
          subject: mail.subject,
          text: mail.text,
          ...(mail.html === null ? {} : { html: mail.html }),
          messageId: mail.messageId,
          headers: {
            'Auto-Submitted': 'auto-generated',
            'Content-Language': mail.language,
            ...(mail.unsubscribeUrl
              ? {
                  'List-Unsubscribe': `<${mail.unsubscribeUrl}>`,
                  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
                }
              : {}),
          },
        });
        return { providerId: response.slice(0, 200) };
      } catch (error) {
        const failure = error as Error & { code?: unknown; responseCode?: unknown };
        throw new SendFailure(failure.message, isPermanent(failure), { cause: error });
      }
    },
    close: () => transport.close(),
  };
}
