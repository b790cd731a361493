import type { Id } from '#kernel/id.ts';
import { Problem } from '#kernel/problem.ts';
import {
  CHANNELS,
  type Channel,
  type Contact,
  type NoticeRequest,
  type NoticeTemplate,
  type NoticeValue,
  notificationProblems,
  type OutsideChannel,
  type Wanted,
} from './model.ts';
import { languageFor, type Rendered, render, type Surroundings, templateOf } from './rules-render.ts';

const EMAIL =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}]{2,63}$/u;

/** The address as it goes to a mail server, or undefined: no control character, list, comment or display name passes. */
export function emailAddress(given: string): string | undefined {
  const address = given.trim();
  return address.length <= 254 && EMAIL.test(address) ? address : undefined;
}

/** Mobile numbers of a country, without its code; where a country is not listed any length a number may have passes. */
const MOBILES: Readonly<Record<string, RegExp>> = { '+966': /^5\d{8}$/, '+1': /^[2-9]\d{9}$/ };

/**
 * The number in E.164 (`+966512345678`), or undefined. Numbers of `countryCode` may come in any usual form (`05…`,
 * `9665…`, `009665…`), with Arabic digits and separators; others begin with `+` or `00`.
 */
export function mobileNumber(given: string, countryCode: string | undefined): string | undefined {
  if (given.length > 40) return undefined;
  const digits = given
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
    .replace(/[ ().\u00a0-]/g, '')
    .replace(/^00/, '+');
  if (!/^\+?\d+$/.test(digits)) return undefined;
  let number = digits;
  if (!number.startsWith('+')) {
    if (countryCode === undefined) return undefined;
    const withCode = number.length > 10 && number.startsWith(countryCode.slice(1));
    number = withCode ? `+${number}` : countryCode + number.replace(/^0/, '');
  }
  const home = countryCode === undefined ? undefined : MOBILES[countryCode];
  if (home && number.startsWith(countryCode!) && !home.test(number.slice(countryCode!.length))) return undefined;
  return /^\+[1-9]\d{7,14}$/.test(number) ? number : undefined;
}

/** Stands where an address was refused. */
export const INVALID_ADDRESS = 'invalid';

const ALL_ON: Wanted = { email: true, sms: true, push: true };

/**
 * Where a notice goes: the inbox of every known party, and each outside channel that has words, an address and was
 * not switched off. A mandatory notice passes over what was switched off.
 */
export function chooseChannels(
  template: NoticeTemplate,
  contact: Contact,
  known: boolean,
  wanted: Wanted = ALL_ON,
): Channel[] {
  return CHANNELS.filter((channel) => {
    if (template[channel] === undefined) return false;
    if (channel === 'inbox') return known;
    const address = channel === 'email' ? contact.email : contact.mobile;
    return Boolean(address) && (template.mandatory || wanted[channel]);
  });
}

/** The words a request is written with: the tenant's own template, else those the request brings along. */
export function templateFor(
  stored: NoticeTemplate | undefined,
  request: Pick<NoticeRequest, 'words' | 'mandatory'>,
): NoticeTemplate | undefined {
  const template = stored ?? (request.words ? templateOf(request.words) : undefined);
  return template && request.mandatory ? { ...template, mandatory: true } : template;
}

/**
 * The values as a recipient of `role` may have them: a page that is another's, such as one opened by a tracking code,
 * is replaced by the page of their own role.
 */
export function valuesFor(
  role: string,
  request: Pick<NoticeRequest, 'values'> & { readonly links: Readonly<Record<string, string>> },
): Readonly<Record<string, NoticeValue>> {
  const path = request.links[role];
  if (path === undefined) return request.values;
  return Object.fromEntries(
    Object.entries(request.values).map(([name, value]) => [
      name,
      typeof value === 'object' && 'path' in value ? { path } : value,
    ]),
  );
}

export interface PlannedDelivery {
  readonly channel: OutsideChannel;
  readonly address: string;
  readonly language: string;
  /** undefined when it could not be written; `refusal` says why. */
  readonly rendered?: Rendered;
  readonly refusal?: Problem;
}

export interface PlannedNotice {
  /** Tells the recipients of one event apart. */
  readonly recipient: string;
  readonly partyId: Id | null;
  readonly language: string;
  readonly inbox: Rendered | null;
  readonly deliveries: readonly PlannedDelivery[];
}

export interface NoticeToPlan {
  readonly key: string;
  readonly template: NoticeTemplate | undefined;
  readonly partyId: Id | null;
  readonly contact: Contact;
  readonly wanted?: Wanted | undefined;
  /** The page on which the addressee of an e-mail stops notices of this kind; a full address. */
  readonly signOff?: string | undefined;
  readonly values: Readonly<Record<string, NoticeValue>>;
}

function attempt(work: () => Rendered): Pick<PlannedDelivery, 'rendered' | 'refusal'> {
  try {
    return { rendered: work() };
  } catch (error) {
    if (error instanceof Problem) return { refusal: error };
    throw error;
  }
}

/**
 * Everything one recipient gets from one event, or undefined when nothing can reach them. What cannot be written or
 * addressed is kept as a refused delivery, so that an administrator sees who was not told and why.
 */
export function planNotice(notice: NoticeToPlan, around: Surroundings): PlannedNotice | undefined {
  const { key, template, partyId, contact, values } = notice;
  const email = contact.email ? emailAddress(contact.email) : undefined;
  const mobile = contact.mobile ? mobileNumber(contact.mobile, around.countryCode) : undefined;
  const channels: Channel[] = template
    ? chooseChannels(template, contact, partyId !== null, notice.wanted)
    : [...(contact.email ? (['email'] as const) : []), ...(contact.mobile ? (['sms'] as const) : [])];
  if (channels.length === 0) return undefined;

  const languageOf = (channel: Channel): string =>
    languageFor(template?.[channel] ?? {}, contact.language, around.languages) ?? around.languages[0]!;
  const deliveries: PlannedDelivery[] = channels
    .filter((channel) => channel !== 'inbox')
    .map((channel): PlannedDelivery => {
      const language = languageOf(channel);
      const address = channel === 'email' ? email : mobile;
      // A refused address is kept without what could break a list or a log line.
      if (address === undefined)
        return { channel, address: INVALID_ADDRESS, language, refusal: notificationProblems['bad-address']() };
      if (template === undefined) {
        return { channel, address, language, refusal: notificationProblems['unknown-template']({ values: { key } }) };
      }
      return {
        channel,
        address,
        language,
        ...attempt(() =>
          render(
            template,
            channel,
            language,
            values,
            around,
            channel === 'email' && !template.mandatory ? notice.signOff : undefined,
          ),
        ),
      };
    });
  const inbox =
    template && channels.includes('inbox')
      ? (attempt(() => render(template, 'inbox', languageOf('inbox'), values, around)).rendered ?? null)
      : null;
  // A device shows the words of the inbox.
  if (inbox !== null && (template?.mandatory || (notice.wanted?.push ?? true))) {
    const language = languageOf('inbox');
    for (const device of contact.devices ?? []) {
      deliveries.push({ channel: 'push', address: device, language, rendered: inbox });
    }
  }
  if (inbox === null && deliveries.length === 0) return undefined;
  return {
    recipient: partyId ?? [email ?? '', mobile ?? ''].join('|'),
    partyId,
    language: languageOf(channels[0]!),
    inbox,
    deliveries,
  };
}

export const MAX_ATTEMPTS = 24;
const FIRST_PAUSE_SECONDS = 30;
const LONGEST_PAUSE_SECONDS = 3_600;

/**
 * What follows a failed try: the next one after 30 s, 1 min, 2 min … at most 1 h, up to a quarter later so that many do
 * not come at once; none after the twenty-fourth (about 17 hours) or when trying again cannot help.
 * @param spread from 0 to 1, drawn by the caller
 */
export function afterFailure(
  attempts: number,
  permanent: boolean,
  now: Temporal.Instant,
  spread: number,
): { status: 'dead' } | { status: 'failed'; nextAt: Temporal.Instant } {
  if (permanent || attempts >= MAX_ATTEMPTS) return { status: 'dead' };
  const pause = Math.min(FIRST_PAUSE_SECONDS * 2 ** (attempts - 1), LONGEST_PAUSE_SECONDS);
  return { status: 'failed', nextAt: now.add({ milliseconds: Math.round(pause * 1_000 * (1 + spread / 4)) }) };
}

/** An address as staff see it in the delivery log: enough to recognise, not enough to use. */
export function maskAddress(address: string): string {
  const at = address.indexOf('@');
  if (at > 0) return `${address.slice(0, 1)}•••${address.slice(at)}`;
  return address.length > 6 ? `${address.slice(0, 5)}••••${address.slice(-2)}` : '••••';
}
