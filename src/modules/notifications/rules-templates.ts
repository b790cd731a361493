import { Problem } from '#kernel/problem.ts';
import { type Bilingual, fill } from '#kernel/text.ts';
import { BUILT_IN_PLACES, type Channel, MAX_SMS_SEGMENTS, NoticeTemplate, type NoticeValue } from './model.ts';
import type { DraftTemplate, NoticePlace, StoredTemplate, TemplateFinding } from './model-template.ts';
import { render, type Surroundings } from './rules-render.ts';

/** What the choice of the words depends on. */
export interface Traits {
  readonly category?: string | undefined;
  readonly group?: string | undefined;
  readonly status?: string | undefined;
}

/** The scopes that fit, the most specific first: category, group, status, then the words for all. */
export const scopesFor = ({ category, group, status }: Traits): string[] => [
  ...(category ? [`category:${category}`] : []),
  ...(group ? [`group:${group}`] : []),
  ...(status ? [`status:${status}`] : []),
  '',
];

/** The template used for a notice: the most specific one that was not withdrawn. */
export function chooseTemplate<T extends Pick<StoredTemplate, 'scope' | 'withdrawn'>>(
  templates: readonly T[],
  traits: Traits,
): T | undefined {
  const standing = templates.filter(({ withdrawn }) => !withdrawn);
  return scopesFor(traits)
    .map((scope) => standing.find((one) => one.scope === scope))
    .find((found) => found !== undefined);
}

const PLACE = /\{(\w+)\}/g;

const textsOf = (draft: DraftTemplate): { channel: Channel; language: string; parts: readonly string[] }[] => [
  ...Object.entries(draft.sms).map(([language, text]) => ({ channel: 'sms' as const, language, parts: [text] })),
  ...Object.entries(draft.email).map(([language, { subject, text }]) => ({
    channel: 'email' as const,
    language,
    parts: [subject, text],
  })),
  ...Object.entries(draft.inbox).map(([language, { title, text }]) => ({
    channel: 'inbox' as const,
    language,
    parts: [title, text],
  })),
];

/** The places a draft uses, in the order they first come. */
export const placesOf = (draft: DraftTemplate): string[] => [
  ...new Set(
    textsOf(draft).flatMap(({ parts }) => parts.flatMap((text) => [...text.matchAll(PLACE)].map(([, name]) => name!))),
  ),
];

/** A draft as it is published: without what was left empty, its places declared. @throws ZodError when it has errors */
export function publishable(draft: DraftTemplate): NoticeTemplate {
  const written = <T>(texts: Readonly<Record<string, T>>, filled: (text: T) => boolean) => {
    const kept = Object.entries(texts).filter(([, text]) => filled(text));
    return kept.length === 0 ? undefined : Object.fromEntries(kept);
  };
  const builtIn: readonly string[] = BUILT_IN_PLACES;
  return NoticeTemplate.parse({
    purpose: draft.purpose,
    kind: draft.kind,
    urgent: draft.urgent,
    mandatory: draft.mandatory,
    placeholders: placesOf(draft).filter((name) => !builtIn.includes(name)),
    sms: written(draft.sms, (text) => text !== ''),
    email: written(draft.email, ({ subject, text }) => subject !== '' || text !== ''),
    inbox: written(draft.inbox, ({ title, text }) => title !== '' || text !== ''),
  });
}

/** A published template as a draft begins from it. */
export const draftOf = ({ placeholders: _, sms, email, inbox, ...rest }: NoticeTemplate): DraftTemplate => ({
  ...rest,
  sms: sms ?? {},
  email: email ?? {},
  inbox: inbox ?? {},
});

const TEXTS = {
  'no-channel': { ar: 'لا نص في أي قناة.', en: 'No channel has a text.' },
  'unknown-place': {
    ar: 'الموضع {place} غير معروف. اختر من المواضع المتاحة.',
    en: '{place} is not a known place. Choose one of those available.',
  },
  'stray-brace': {
    ar: 'قوس معقوف بلا اسم موضع. يُكتب الموضع هكذا: {number}.',
    en: 'A brace without the name of a place. A place is written so: {number}.',
  },
  'missing-language': {
    ar: 'لا نص بهذه اللغة، وفي القناة نص بغيرها.',
    en: 'No text in this language; the channel has others.',
  },
  'half-written': { ar: 'العنوان أو النص فارغ.', en: 'The heading or the text is empty.' },
  'sms-too-long': {
    ar: 'الرسالة {segments} أجزاء، والحد الأقصى {limit}.',
    en: 'The message takes {segments} parts; at most {limit} are sent.',
  },
  'sms-long': {
    ar: 'الرسالة {segments} أجزاء تُحتسب كل واحدة منها. العربية 70 حرفًا في الجزء الأول و67 فيما بعده.',
    en: 'The message takes {segments} parts, each of which is billed.',
  },
  'no-number': {
    ar: 'لا يذكر النص رقم البلاغ {number}.',
    en: 'The text does not name the number of the report, {number}.',
  },
  'long-heading': {
    ar: 'العنوان أطول من 78 حرفًا وقد يُقطع في قائمة الرسائل.',
    en: 'The heading is longer than 78 characters and may be cut off in a list of messages.',
  },
} satisfies Record<string, Bilingual>;

/** Beyond this an SMS is worth a second look. */
const MANY_SEGMENTS = 3;
const LONG_HEADING = 78;

/**
 * What is wrong with words before they are published, errors first. SMS are measured with the sample values.
 * @param places every place that has a value when the notice is sent
 */
export function lintTemplate(
  draft: DraftTemplate,
  places: Readonly<Record<string, NoticePlace>>,
  around: Surroundings,
): TemplateFinding[] {
  const findings: TemplateFinding[] = [];
  const add = (
    level: TemplateFinding['level'],
    code: keyof typeof TEXTS,
    channel: Channel | null,
    language: string | null,
    values: Readonly<Record<string, string | number>> = {},
  ) => {
    const text = { ar: fill(TEXTS[code].ar, values), en: fill(TEXTS[code].en, values) };
    findings.push({ level, code, channel, language, text });
  };
  const all = textsOf(draft);
  const written = all.filter(({ parts }) => parts.some((text) => text !== ''));
  if (written.length === 0) add('error', 'no-channel', null, null);
  for (const channel of ['sms', 'email', 'inbox'] as const) {
    const has = written.filter((one) => one.channel === channel).map(({ language }) => language);
    if (has.length === 0) continue;
    for (const language of around.languages) {
      if (!has.includes(language)) add('error', 'missing-language', channel, language);
    }
  }
  const known = new Set<string>([...Object.keys(places), ...BUILT_IN_PLACES]);
  for (const { channel, language, parts } of written) {
    if (parts.some((text) => text === '')) add('error', 'half-written', channel, language);
    const used = new Set(parts.flatMap((text) => [...text.matchAll(PLACE)].map(([, name]) => name!)));
    for (const name of used) {
      if (!known.has(name)) add('error', 'unknown-place', channel, language, { place: `\u2068{${name}}\u2069` });
    }
    if (parts.some((text) => /[{}]/.test(text.replace(PLACE, ''))))
      add('error', 'stray-brace', channel, language, { number: '{number}' });
    if (channel !== 'inbox' && !used.has('number'))
      add('warning', 'no-number', channel, language, { number: '{number}' });
    if (channel === 'email' && [...parts[0]!].length > LONG_HEADING) add('warning', 'long-heading', channel, language);
  }
  if (findings.some(({ level }) => level === 'error')) return findings;
  const values = sampleValues(places);
  const template = publishable(draft);
  for (const language of Object.keys(template.sms ?? {})) {
    const segments = segmentsOf(template, language, values, around);
    if (segments > MAX_SMS_SEGMENTS) {
      findings.unshift({
        level: 'error',
        code: 'sms-too-long',
        channel: 'sms',
        language,
        text: {
          ar: fill(TEXTS['sms-too-long'].ar, { segments, limit: MAX_SMS_SEGMENTS }),
          en: fill(TEXTS['sms-too-long'].en, { segments, limit: MAX_SMS_SEGMENTS }),
        },
      });
    } else if (segments > MANY_SEGMENTS) add('warning', 'sms-long', 'sms', language, { segments });
  }
  return findings;
}

function segmentsOf(
  template: NoticeTemplate,
  language: string,
  values: Readonly<Record<string, NoticeValue>>,
  around: Surroundings,
): number {
  try {
    return render(template, 'sms', language, values, around).sms?.segments ?? 0;
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'notifications.too-long') throw error;
    return MAX_SMS_SEGMENTS + 1;
  }
}

const SAMPLE_NUMBER = '940-2026-101-000000-00';

/** A value for each place, to try words with. */
export const sampleValues = (places: Readonly<Record<string, NoticePlace>>): Record<string, NoticeValue> => ({
  number: SAMPLE_NUMBER,
  ...Object.fromEntries(Object.entries(places).map(([name, { sample }]) => [name, sample])),
});
