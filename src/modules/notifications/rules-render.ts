import { type Bilingual, directionOf, fill, say } from '#kernel/text.ts';
import {
  type Channel,
  MAX_SMS_SEGMENTS,
  MAX_VALUE_LENGTH,
  type NoticeTemplate,
  type NoticeValue,
  notificationProblems,
} from './model.ts';
import { type SmsSize, smsSize } from './rules-segments.ts';

/** What of the tenant a notice's words depend on. */
export interface Surroundings {
  readonly tenantName: Readonly<Partial<Record<string, string>>>;
  readonly languages: readonly string[];
  readonly timeZone: string;
  readonly calendars: readonly string[];
  /** Of numbers given without one, such as `+966`. */
  readonly countryCode: string | undefined;
  /** Without a trailing slash. */
  readonly baseUrl: string;
}

export interface Rendered {
  /** Subject of an e-mail, title in the inbox; null in an SMS. */
  readonly subject: string | null;
  readonly text: string;
  /** The same words for mail programs that show HTML; null in other channels. */
  readonly html: string | null;
  readonly sms: SmsSize | null;
}

// Line breaks go too: a value must not add lines, headers or a made-up signature to an official message.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is removed
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;
const TURNING = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** One line of at most `longest` characters, without control characters or such that turn the direction. */
export function cleanValue(value: string, longest: number = MAX_VALUE_LENGTH): string {
  const line = value.replace(TURNING, '').replace(HIDDEN, ' ').toWellFormed().trim();
  const characters = [...line];
  return characters.length <= longest ? line : `${characters.slice(0, longest - 1).join('')}…`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format costs a hundred times what using it does. There are as many as languages, zones and calendars. */
function formatFor(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${options.timeZone} ${options.month ?? ''}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(locale, options);
    formats.set(key, format);
  }
  return format;
}

/** A moment in the tenant's zone: the date in each of `calendars`, then the time, in the reader's language. */
export function writeMoment(
  instant: Temporal.Instant,
  language: string,
  timeZone: string,
  calendars: readonly string[],
): string {
  const at = instant.epochMilliseconds;
  const dates = calendars.map((calendar) =>
    // The day before the month in English as well, as the municipality's own pages write it.
    formatFor(`${language === 'en' ? 'en-GB' : language}-u-ca-${calendar}-nu-latn`, {
      timeZone,
      day: 'numeric',
      month: 'long',
      year: 'numeric',
    }).format(at),
  );
  const time = formatFor('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(at);
  return `${dates.join(' · ')}${language.startsWith('ar') ? '، ' : ', '}${time}`;
}

interface Filling {
  readonly text: string;
  readonly link: boolean;
  /** A list: what each line says and where it leads. */
  readonly lines?: readonly { readonly text: string; readonly url: string }[];
}

function fillingOf(value: NoticeValue, language: string, around: Surroundings, brief: boolean): Filling {
  if (typeof value === 'number') return { text: String(value), link: false };
  if (typeof value === 'string') return { text: cleanValue(value), link: false };
  if ('instant' in value && value.instant !== undefined) {
    const calendars = brief ? around.calendars.slice(0, 1) : around.calendars;
    return {
      text: writeMoment(Temporal.Instant.from(value.instant), language, around.timeZone, calendars),
      link: false,
    };
  }
  const page = around.languages.includes(language) ? language : around.languages[0];
  if ('path' in value && value.path !== undefined) {
    return { text: `${around.baseUrl}/${page}${value.path}`, link: true };
  }
  if ('lines' in value && Array.isArray(value.lines)) {
    const lines = value.lines.map(({ text, path }) => ({
      text: cleanValue(typeof text === 'string' ? text : say(text, language)),
      url: `${around.baseUrl}/${page}${path}`,
    }));
    return { text: lines.map(({ text, url }) => `• ${text}\n  ${url}`).join('\n'), link: true, lines };
  }
  return { text: cleanValue(say(value as Record<string, string>, language)), link: false };
}

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const anchor = (url: string): string => `<a href="${escapeHtml(url)}"><bdi>${escapeHtml(url)}</bdi></a>`;

const listHtml = (lines: NonNullable<Filling['lines']>): string =>
  lines.map(({ text, url }) => `<a href="${escapeHtml(url)}"><bdi>${escapeHtml(text)}</bdi></a>`).join('<br>');

/** Links only what the template's author or a page of ours gave: an address inside a value stays words. */
function htmlOf(template: string, fillings: ReadonlyMap<string, Filling>): string {
  return template
    .split(/(\{\w+\}|https:\/\/[^\s{}<>"']+[^\s{}<>"'.,;:!?،؛؟)])/)
    .map((piece) => {
      if (piece.startsWith('https://')) return anchor(piece);
      const filling = /^\{\w+\}$/.test(piece) ? fillings.get(piece.slice(1, -1)) : undefined;
      if (filling === undefined) return escapeHtml(piece).replaceAll('\n', '<br>');
      if (filling.lines) return listHtml(filling.lines);
      return filling.link ? anchor(filling.text) : `<bdi>${escapeHtml(filling.text)}</bdi>`;
    })
    .join('');
}

/** A letter as HTML that every mail program shows: no script, no image, no style sheet, direction of its language. */
function letterHtml(subject: string, body: string, language: string, from: string): string {
  const paragraphs = body.split(/(?:<br>){2,}/).map((paragraph) => `<p style="margin:0 0 16px">${paragraph}</p>`);
  return `<!doctype html>
<html lang="${escapeHtml(language)}" dir="${directionOf(language)}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(subject)}</title></head>
<body dir="${directionOf(language)}" style="margin:0;background:#f3f4f6;color:#161616;font-family:'IBM Plex Sans Arabic',Tahoma,Arial,sans-serif;font-size:17px;line-height:1.7">
<div style="max-width:560px;margin:0 auto;padding:24px;background:#ffffff;border-top:4px solid #1b8354">
<p style="margin:0 0 24px;font-weight:600;color:#1b8354">${escapeHtml(from)}</p>
${paragraphs.join('\n')}
</div>
</body>
</html>
`;
}

/** The language among `texts` that suits best: the reader's, then the tenant's in their order, then any. */
export function languageFor(
  texts: Readonly<Record<string, unknown>>,
  wanted: string | null | undefined,
  languages: readonly string[],
): string | undefined {
  const [base] = (wanted ?? '').split('-');
  return [wanted, base, ...languages, ...Object.keys(texts)].find((tag) => tag && texts[tag] !== undefined) as
    | string
    | undefined;
}

/** A template for every channel from a title and a text alone, in the languages that have both. */
export function templateOf(words: { title: Record<string, string>; body: Record<string, string> }): NoticeTemplate {
  const languages = Object.keys(words.body).filter((language) => words.body[language] && words.title[language]);
  const each = <T>(make: (title: string, body: string) => T): Record<string, T> =>
    Object.fromEntries(languages.map((language) => [language, make(words.title[language]!, words.body[language]!)]));
  return {
    purpose: words.title,
    kind: 'progress',
    urgent: false,
    placeholders: [],
    mandatory: false,
    sms: each((_title, body) => body),
    email: each((subject, text) => ({ subject, text })),
    inbox: each((title, text) => ({ title, text })),
  };
}

const SIGN_OFF: Bilingual = {
  ar: 'لا تريد هذه الرسائل؟ أوقفها أو اختر ما يصلك، دون تسجيل دخول:',
  en: 'Do not want these messages? Stop them or choose what you get, without signing in:',
};

/** How much of each value an SMS carries: as much as fits, since a long reason must not keep anybody from being told. */
const VALUE_LENGTHS_IN_SMS = [MAX_VALUE_LENGTH, 200, 100, 50];

function fitSms(body: string, fillings: ReadonlyMap<string, Filling>): Rendered {
  for (const longest of VALUE_LENGTHS_IN_SMS) {
    const cut = [...fillings].map(([name, { text, link }]) => [name, link ? text : cleanValue(text, longest)]);
    const text = fill(body, Object.fromEntries(cut));
    const sms = smsSize(text);
    if (sms.segments <= MAX_SMS_SEGMENTS) return { subject: null, text, html: null, sms };
  }
  throw notificationProblems['too-long']({ values: { limit: MAX_SMS_SEGMENTS } });
}

/**
 * The words of a notice for one channel in one language.
 * @throws notifications.no-text without words for that channel and language, notifications.missing-value when a place
 * has no value, notifications.too-long when the SMS would take more than six parts even with its values cut short.
 */
export function render(
  template: NoticeTemplate,
  channel: Channel,
  language: string,
  values: Readonly<Record<string, NoticeValue>>,
  around: Surroundings,
  signOff?: string,
): Rendered {
  const words = template[channel]?.[language];
  if (words === undefined) throw notificationProblems['no-text']();
  const body = typeof words === 'string' ? words : words.text;
  const heading = typeof words === 'string' ? null : 'subject' in words ? words.subject : words.title;

  const all: Readonly<Record<string, NoticeValue>> = { tenant: around.tenantName as Record<string, string>, ...values };
  const fillings = new Map(
    Object.entries(all).map(([name, value]) => [name, fillingOf(value, language, around, channel === 'sms')]),
  );
  const places = [...`${heading ?? ''} ${body}`.matchAll(/\{(\w+)\}/g)].map(([, place]) => place!);
  const missing = [...new Set(places.filter((place) => !fillings.get(place)?.text))];
  if (missing.length > 0) throw notificationProblems['missing-value']({ values: { places: missing.join(', ') } });

  const plain = Object.fromEntries([...fillings].map(([name, { text }]) => [name, text]));
  const text = fill(body, plain);
  const subject = heading === null ? null : cleanValue(fill(heading, plain));
  if (channel === 'sms') return fitSms(body, fillings);
  if (channel === 'inbox') return { subject, text, html: null, sms: null };
  const from = say(around.tenantName, language);
  const stop = signOff === undefined ? '' : language === 'ar' ? SIGN_OFF.ar : SIGN_OFF.en;
  return {
    subject,
    text: signOff === undefined ? text : `${text}\n\n${stop}\n${signOff}`,
    html: letterHtml(
      subject ?? '',
      htmlOf(body, fillings) + (signOff === undefined ? '' : `<br><br>${escapeHtml(stop)}<br>${anchor(signOff)}`),
      language,
      from,
    ),
    sms: null,
  };
}
