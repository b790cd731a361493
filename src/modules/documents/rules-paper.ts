import { formatDate } from '#kernel/dates.ts';
import { directionOf, type Language, say } from '#kernel/text.ts';
import type { DocumentSheet, Value } from './model-issued.ts';
import { PAPER_STYLE, STAR, WEB } from './rules-paper-style.ts';

/** What the paper says of itself, whatever the document. */
const WORDS = {
  number: { ar: 'رقم الوثيقة', en: 'Document no.' },
  issued: { ar: 'تاريخ الإصدار', en: 'Issued on' },
  from: { ar: 'سارية من', en: 'Valid from' },
  until: { ar: 'سارية حتى', en: 'Valid until' },
  endless: { ar: 'بلا تاريخ انتهاء', en: 'No end date' },
  holder: { ar: 'الاسم', en: 'Name' },
  place: { ar: 'الموقع', en: 'Place' },
  application: { ar: 'رقم الطلب', en: 'Application no.' },
  conditions: { ar: 'الشروط', en: 'Conditions' },
  grounds: { ar: 'السند النظامي', en: 'Legal grounds' },
  scan: { ar: 'امسح الرمز للتحقق', en: 'Scan to verify' },
  code: { ar: 'رمز التحقق', en: 'Verification code' },
  version: { ar: 'نسخة مصححة رقم {n}، وتحل محل ما قبلها', en: 'Corrected version {n}; replaces the earlier one' },
  extended: { ar: 'نسخة مُددت مدتها رقم {n}، وتحل محل ما قبلها', en: 'Version {n}, extended; replaces the earlier one' },
  verify: {
    ar: 'وثيقة إلكترونية موقعة رقميًا، لا تحتاج إلى ختم أو توقيع يدوي. تحقق من سريانها بمسح الرمز، أو بإدخال رقم الوثيقة ورمز التحقق في',
    en: 'A digitally signed electronic document; it needs no stamp or handwritten signature. Check that it is valid by scanning the code, or by entering its number and verification code at',
  },
  sample: {
    ar: 'نموذج للعرض والتجربة: لا أثر نظامي له',
    en: 'Sample for demonstration: without legal effect',
  },
  page: { ar: 'صفحة', en: 'Page' },
} as const;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (one) => ESCAPES[one]!);

/** A text in the direction of its own first letter, as somebody typed it. */
const own = (text: string): string => `<bdi>${escaped(text)}</bdi>`;

type Words = Readonly<Partial<Record<string, string>>>;

/** The whole page of a document, to be printed or shown: HTML with its style and no script. `fonts` is a style sheet. */
export function paperOf(sheet: DocumentSheet, fonts: string): string {
  const { content, tenant } = sheet;
  const languages = tenant.languages.filter((one): one is Language => one === 'ar' || one === 'en');
  const [first = 'en'] = languages;
  const both = languages.length > 1;

  const inEach = (tag: string, words: Words, name = ''): string =>
    languages
      .map(
        (language) =>
          `<${tag} lang="${language}" dir="${directionOf(language)}"${name && ` class="${name}"`}>${escaped(say(words, language))}</${tag}>`,
      )
      .join('');
  /** A label in the first language, the value, and the label in the second. */
  const row = (label: Words, value: string): string => {
    const [one, two] = languages;
    const title = (language: string | undefined) =>
      language === undefined
        ? ''
        : `<th scope="row" lang="${language}" dir="${directionOf(language)}">${escaped(say(label, language))}</th>`;
    return `<tr>${title(one)}<td>${value}</td>${title(two)}</tr>`;
  };
  const written = (value: Value): string => {
    if (typeof value === 'string') return `<p class="value">${own(value)}</p>`;
    const texts = new Set(languages.map((language) => say(value, language)));
    return `<div class="values">${[...texts].map((text) => `<p class="value">${own(text)}</p>`).join('')}</div>`;
  };
  const calendars = tenant.calendars.length > 1 ? ('both' as const) : ('gregorian' as const);
  const dates = (moment: string): string =>
    languages
      .map((language) => {
        const [day, ...others] = formatDate(moment, language, { timeZone: tenant.timeZone, calendars }).split(' · ');
        return `<span lang="${language}" dir="${directionOf(language)}"><b>${escaped(day!)}</b>${others.map((other) => ` <i>${escaped(other)}</i>`).join('')}</span>`;
      })
      .join('');
  const fact = (label: Words, value: string): string =>
    `<div class="fact"><div class="labels">${inEach('span', label)}</div><div class="dates">${value}</div></div>`;
  const section = (title: Words, body: string, name = ''): string =>
    `<section${name && ` class="${name}"`}><h2>${inEach('span', title)}</h2>${body}</section>`;
  const list = (items: readonly Value[]): string =>
    `<ol class="items">${items
      .map((item, index) => {
        const mark = `<b class="mark">${index + 1}</b>`;
        return typeof item === 'string'
          ? `<li class="one">${mark}<p dir="auto">${escaped(item)}</p></li>`
          : `<li>${mark}${inEach('p', item)}</li>`;
      })
      .join('')}</ol>`;

  const table = (rows: readonly string[]): string => `<table>${rows.join('')}</table>`;
  const heading = (language: Language): string =>
    `<div class="authority" lang="${language}" dir="${directionOf(language)}"><b>${escaped(say(tenant.name, language))}</b>${content.office === null ? '' : `<span>${escaped(say(content.office, language))}</span>`}</div>`;
  const modules = sheet.qr.modules;
  const holderRows = [
    row(WORDS.holder, `<p class="value name">${own(content.holder.name)}</p>`),
    ...content.holder.identifiers.map(({ title, value }) => row(title, `<p class="value">${own(value)}</p>`)),
    ...(content.place === null ? [] : [row(WORDS.place, written(content.place))]),
  ];

  return `<!doctype html>
<html lang="${first}" dir="${directionOf(first)}">
<head>
<meta charset="utf-8">
<title>${escaped(say(content.title, first))} ${escaped(sheet.number)}</title>
<style>${fonts}${PAPER_STYLE}${pageNumbers(languages, sheet.number)}</style>
</head>
<body class="${both ? 'both' : 'single'}">
<div class="frame" aria-hidden="true">${WEB}</div>
<header>
${languages[0] === undefined ? '' : heading(languages[0])}
${tenant.emblem === null ? `<svg class="emblem" viewBox="0 0 48 48" aria-hidden="true">${STAR}</svg>` : `<img class="emblem" src="${escaped(tenant.emblem)}" alt="">`}
${languages[1] === undefined ? '<div></div>' : heading(languages[1])}
</header>
<div class="title">${inEach('h1', content.title)}</div>
${sheet.sample ? `<p class="sample">${inEach('span', WORDS.sample)}</p>` : ''}
<div class="top">
<div class="facts">
${fact(WORDS.number, `<bdi class="number" dir="ltr">${escaped(sheet.number)}</bdi>`)}
${fact(WORDS.from, dates(sheet.validFrom))}
${fact(WORDS.until, sheet.validUntil === null ? inEach('span', WORDS.endless) : dates(sheet.validUntil))}
${fact(WORDS.issued, dates(sheet.issuedAt))}
${fact(WORDS.code, `<bdi class="number code" dir="ltr">${escaped(sheet.code)}</bdi>`)}
</div>
<figure class="qr">
<svg viewBox="-4 -4 ${modules + 8} ${modules + 8}" role="img" aria-label="QR" shape-rendering="crispEdges"><path d="${sheet.qr.path}"/></svg>
<figcaption>${inEach('span', WORDS.scan)}</figcaption>
</figure>
</div>
<div class="statement">${inEach('p', content.statement)}</div>
${section(content.holder.title, table(holderRows))}
${content.sections
  .filter(({ lines }) => lines.length > 0)
  .map(({ title, lines }) => section(title, table(lines.map((line) => row(line.title, written(line.value))))))
  .join('')}
${content.conditions.length === 0 ? '' : section(WORDS.conditions, list(content.conditions))}
${section(WORDS.grounds, list(content.grounds))}
${content.note === null ? '' : `<div class="note">${inEach('p', content.note)}</div>`}
<footer>
<div class="how">${languages
    .map(
      (language) =>
        `<p lang="${language}" dir="${directionOf(language)}">${escaped(WORDS.verify[language])} <bdi dir="ltr">${escaped(sheet.verifyAt)}</bdi></p>`,
    )
    .join('')}</div>
<dl>
<div><dt>${inEach('span', WORDS.application)}</dt><dd><bdi dir="ltr">${escaped(content.application)}</bdi></dd></div>
</dl>
${sheet.version > 1 ? `<p class="version">${languages.map((language) => `<span lang="${language}" dir="${directionOf(language)}">${escaped(WORDS[content.edition ?? 'version'][language].replace('{n}', String(sheet.version)))}</span>`).join('')}</p>` : ''}
</footer>
</body>
</html>`;
}

/** Number of the document and of the page at the foot of each. */
function pageNumbers(languages: readonly Language[], number: string): string {
  const words = languages.map((language) => WORDS.page[language]).join(' · ');
  return `@page{@bottom-right{content:"${number}"}@bottom-left{content:"${words} " counter(page) " / " counter(pages)}}`;
}
