import { createHash } from 'node:crypto';
import { say, type Text } from '#kernel/text.ts';
import type { Challenge } from './challenge.ts';
import { type PageLanguage, words } from './words.ts';

export const FONTS = [400, 600, 700].flatMap((weight) => ['arabic', 'latin'].map((script) => `${script}-${weight}`));

const RANGES: Readonly<Record<string, string>> = {
  arabic: 'U+0600-06FF,U+0750-077F,U+200C-200E,U+FB50-FDFF,U+FE70-FEFC',
  latin: 'U+0000-00FF,U+2000-206F',
};

const fontFaces = FONTS.map((font) => {
  const [script, weight] = font.split('-') as [string, string];
  return `@font-face{font-family:"IBM Plex Sans Arabic";font-weight:${weight};font-display:swap;src:url(/dev-id/font/${font}.woff2) format("woff2");unicode-range:${RANGES[script]}}`;
}).join('');

const STYLE = `${fontFaces}
*{box-sizing:border-box}
:root{color-scheme:light dark;--ink:#1f2a37;--soft:#4d5761;--page:#f7fdf9;--card:#fff;--line:#d2d6db;--green:#1b8354;--deep:#14573a;--pale:#dff6e7;--warn:#945c01;--warnpale:#fef6e0;--red:#b42318}
@media(prefers-color-scheme:dark){:root{--ink:#e6eeea;--soft:#a9b8b1;--page:#0b1210;--card:#131d19;--line:#34443d;--green:#54c08a;--deep:#b8eacb;--pale:#14301f;--warn:#f5c451;--warnpale:#2c2410;--red:#ff9c92}.main,.digit{color:#092a1e!important}}
body{margin:0;font:17px/1.7 "IBM Plex Sans Arabic",system-ui,sans-serif;color:var(--ink);background:var(--page)}
.ribbon{background:repeating-linear-gradient(135deg,#945c01 0 24px,#7a4b00 24px 48px);color:#fff;text-align:center;font-weight:700;padding:8px 16px}
main{max-inline-size:60rem;margin:0 auto;padding:24px 16px 64px}
main>header{display:flex;justify-content:space-between;align-items:center;gap:16px;margin-block-end:8px}
h1{font-size:28px;line-height:1.4;margin:0}
h2{font-size:20px;line-height:1.4;margin:0 0 8px}
p{margin:0 0 12px;max-inline-size:70ch}
a{color:var(--green)}
.note{background:var(--warnpale);border-inline-start:4px solid var(--warn);padding:12px 16px;border-radius:8px;margin-block-end:24px}
.soft{color:var(--soft);font-size:15px}
.columns{display:grid;gap:24px;grid-template-columns:repeat(auto-fit,minmax(min(100%,20rem),1fr));align-items:start}
.card{background:var(--card);border:1px solid var(--line);border-radius:16px;padding:24px}
label{font-weight:600;display:block}
input[type=text]{font:inherit;inline-size:100%;min-block-size:48px;padding:8px 12px;border:1px solid #6c737f;border-radius:8px;background:var(--card);color:var(--ink);direction:ltr;text-align:start;letter-spacing:.08em;margin-block:4px 16px}
[dir=rtl] input[type=text]{text-align:right}
input[aria-invalid=true]{border:2px solid var(--red)}
.wrong{color:var(--red);font-weight:600;margin:4px 0 0}
button{font:inherit;font-weight:600;min-block-size:48px;padding:8px 20px;border-radius:8px;border:1px solid var(--green);background:transparent;color:var(--green);cursor:pointer}
.main{background:var(--green);color:#fff;inline-size:100%}
.plain{border-color:transparent;text-decoration:underline;padding-inline:4px}
:focus-visible{outline:3px solid var(--green);outline-offset:2px}
.number{font-size:72px;line-height:1.2;font-weight:700;color:var(--deep);letter-spacing:.05em;margin:8px 0}
.state{display:inline-flex;gap:8px;align-items:center;font-weight:600;background:var(--pale);color:var(--deep);padding:4px 12px;border-radius:999px}
.phone{border:10px solid #20302a;border-radius:32px;padding:24px 20px;background:var(--card);max-inline-size:22rem;margin-inline:auto}
.digits{display:grid;grid-template-columns:repeat(3,1fr);gap:12px;margin-block:16px}
.digit{font-size:28px;font-weight:700;padding:8px 0;background:var(--green);color:#fff;min-block-size:64px}
.accounts{list-style:none;margin:8px 0 16px;padding:0;display:grid;gap:8px;grid-template-columns:repeat(auto-fill,minmax(min(100%,15rem),1fr))}
h3,summary{font-size:17px;font-weight:700;margin:12px 0 4px}
summary{cursor:pointer;min-block-size:44px;display:list-item;padding-block:8px}
.wide{grid-template-columns:minmax(0,1fr)}
@media(min-width:52rem){.wide{grid-template-columns:minmax(0,2fr) minmax(0,3fr)}}
.accounts button{inline-size:100%;text-align:start;display:block;border-color:var(--line);color:var(--ink);line-height:1.5}
.accounts small{display:block;font-weight:400;color:var(--soft);font-size:14px}
.check{display:flex;gap:12px;align-items:flex-start;font-weight:400;margin-block:12px}
.check input{inline-size:24px;block-size:24px;flex:none;accent-color:var(--green)}
.check b{display:block}
.row{display:flex;flex-wrap:wrap;gap:12px;margin-block:16px 12px}`;

export const STYLE_HASH = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

export interface Frame {
  readonly language: PageLanguage;
  /** Where the link to the other language leads; none where the page was the answer to a form. */
  readonly otherLanguage?: string;
}

function page(frame: Frame, title: string, body: string): string {
  const w = words[frame.language];
  const other = frame.language === 'ar' ? 'en' : 'ar';
  const toggle =
    frame.otherLanguage === undefined
      ? ''
      : `<a href="${escapeHtml(frame.otherLanguage)}" lang="${other}" hreflang="${other}">${w.otherLanguage}</a>`;
  return `<!doctype html>
<html lang="${frame.language}" dir="${frame.language === 'ar' ? 'rtl' : 'ltr'}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(title)} · ${w.ribbon}</title><style>${STYLE}</style></head>
<body><header class="ribbon">${w.ribbon}</header>
<main><header><h1>${escapeHtml(title)}</h1>${toggle}</header>${body}</main></body></html>`;
}

export interface ListedAccount {
  readonly login: string;
  readonly name: Text;
  readonly about: Text;
  readonly employee: boolean;
}

/** First step: the identity number, or one of the sample accounts. */
export function askPage(
  frame: Frame,
  action: string,
  accounts: readonly ListedAccount[],
  wrong: { value: string } | null,
  staffFirst: boolean,
): string {
  const w = words[frame.language];
  const list = (employee: boolean, open: boolean) => {
    const some = accounts.filter((account) => account.employee === employee);
    if (some.length === 0) return '';
    const items = some
      .map(
        (account) =>
          `<li><button name="number" value="${escapeHtml(account.login)}">${escapeHtml(say(account.name, frame.language))}<small>${escapeHtml(say(account.about, frame.language))}</small><small><bdi>${escapeHtml(account.login)}</bdi></small></button></li>`,
      )
      .join('');
    const title = employee ? w.staffAccounts : w.publicAccounts;
    // Those not asked for now stay one press away: there are dozens of employees.
    return open
      ? `<h3>${title}</h3><ul class="accounts">${items}</ul>`
      : `<details><summary>${title}</summary><ul class="accounts">${items}</ul></details>`;
  };
  const lists = list(staffFirst, true) + list(!staffFirst, false);
  return page(
    frame,
    w.title,
    `<p class="note">${w.notReal}</p><div class="columns wide">
<form class="card" method="post" action="${escapeHtml(action)}">
<label for="number">${w.askNumber}</label><span class="soft" id="hint">${w.askHint}</span>
${wrong ? `<p class="wrong" id="wrong">${w.badNumber}</p>` : ''}
<input type="text" id="number" name="number" inputmode="numeric" autocomplete="off" maxlength="20" required aria-describedby="hint${wrong ? ' wrong' : ''}"${wrong ? ` aria-invalid="true" value="${escapeHtml(wrong.value)}"` : ''}>
<button class="main">${w.next}</button></form>
${lists ? `<form class="card" method="post" action="${escapeHtml(action)}"><h2>${w.samples}</h2><p class="soft">${w.samplesNote}</p>${lists}</form>` : ''}
</div><form method="post" action="${escapeHtml(action.replace(/\/start$/, '/cancel'))}" class="row"><button class="plain">${w.cancel}</button></form>`,
  );
}

function phone(frame: Frame, base: string, challenge: Challenge, offerSecond: boolean, here: boolean): string {
  const w = words[frame.language];
  const digits = challenge.offered
    .map((number) => `<button class="digit" name="number" value="${number}"><bdi>${number}</bdi></button>`)
    .join('');
  const second = offerSecond
    ? `<label class="check"><input type="checkbox" name="second" value="yes" checked><span><b>${w.second}</b><span class="soft">${w.secondNote}</span></span></label>`
    : '';
  return `<form class="phone" method="post" action="${escapeHtml(base)}/phone" aria-labelledby="phone">
<h2 id="phone">${w.phone}</h2><p>${w.phoneAsk}</p><div class="digits">${digits}</div>${second}
<input type="hidden" name="lang" value="${frame.language}">${here ? '<input type="hidden" name="here" value="yes">' : ''}
<button class="plain" name="number" value="">${w.reject}</button></form>`;
}

/** Second step: the number to confirm, and the test phone beside it. */
export function waitPage(frame: Frame, base: string, challenge: Challenge, offerSecond: boolean): string {
  const w = words[frame.language];
  const link = `${base}/phone?lang=${frame.language}`;
  return page(
    frame,
    w.title,
    `<p class="note">${w.notReal}</p><div class="columns"><section class="card">
<p>${w.openApp}</p><p class="number"><bdi>${challenge.number}</bdi></p>
<p><span class="state" role="status">${w.waiting}</span></p><p class="soft">${w.waitingNote}</p>
<div class="row"><form method="get" action="${escapeHtml(base)}"><input type="hidden" name="lang" value="${frame.language}"><button>${w.check}</button></form></div>
<p class="soft"><a href="${escapeHtml(link)}" target="_blank" rel="noopener">${w.otherTab}</a></p>
<form method="post" action="${escapeHtml(base)}/cancel"><button class="plain">${w.cancel}</button></form>
</section>${phone(frame, base, challenge, offerSecond, true)}</div>`,
  );
}

export const phonePage = (frame: Frame, base: string, challenge: Challenge, offerSecond: boolean): string =>
  page(frame, words[frame.language].phone, phone(frame, base, challenge, offerSecond, false));

/** How a challenge ended, with what to do next. */
export function endPage(frame: Frame, base: string, state: 'COMPLETED' | 'REJECTED' | 'EXPIRED'): string {
  const w = words[frame.language];
  const texts = {
    COMPLETED: [w.completed, w.completedNote],
    REJECTED: [w.rejected, w.rejectedNote],
    EXPIRED: [w.expired, w.expiredNote],
  } as const;
  const [title, note] = texts[state];
  const retry = `<div class="row"><form method="post" action="${escapeHtml(base)}/again"><input type="hidden" name="lang" value="${frame.language}"><button class="main">${w.again}</button></form>
<form method="post" action="${escapeHtml(base)}/another"><input type="hidden" name="lang" value="${frame.language}"><button>${w.another}</button></form>
<form method="post" action="${escapeHtml(base)}/cancel"><button class="plain">${w.cancel}</button></form></div><p class="soft">${w.helpless}</p>`;
  return page(frame, title, `<section class="card"><p>${note}</p>${state === 'COMPLETED' ? '' : retry}</section>`);
}

/** A page for what cannot go on: an old link, or a request the provider does not understand. */
export function failurePage(frame: Frame, gone: boolean, detail: string): string {
  const w = words[frame.language];
  return page(
    frame,
    gone ? w.gone : w.failed,
    `<section class="card"><p>${w.goneNote}</p>${detail ? `<p class="soft"><bdi>${escapeHtml(detail)}</bdi></p>` : ''}<p><a href="/">${w.home}</a></p></section>`,
  );
}
