import type { SimulatedAnswer, SimulatedRequest } from '../simulator.ts';
import type { Memory, Payment, SimulatedBill } from './simulator-memory.ts';

type Language = 'ar' | 'en';

const WORDS = {
  ar: {
    title: 'نموذج سداد',
    sample: 'بنك مصطنع للتجربة؛ لا تُدفع فيه نقود حقيقية.',
    find: 'أدخل رقم الفاتورة',
    number: 'رقم الفاتورة',
    show: 'عرض الفاتورة',
    unknown: 'لا توجد فاتورة بهذا الرقم لدى نظام السداد. إن صدرت للتو فانتظر لحظات ثم أعد المحاولة.',
    closed: 'سحبت الجهة هذه الفاتورة؛ ما يُدفع عليها الآن يُرد.',
    amount: 'المبلغ المطلوب',
    paid: 'ما دُفع منها هنا',
    until: 'تقبل السداد حتى',
    pay: 'المبلغ الذي تدفعه',
    payHelp: 'يمكن دفع جزء أو أكثر من المطلوب، لترى كيف يعالج.',
    how: 'ما الذي يحدث',
    happens: {
      once: 'سداد معتاد',
      twice: 'سداد معتاد يصل إشعاره ثلاث مرات',
      fails: 'محاولة تفشل: لا يؤخذ مال',
      silent: 'يؤخذ المال ولا يصل إشعار، فيظهر في مطابقة اليوم',
    },
    when: 'تاريخ السداد ووقته، إن لم يكن الآن',
    whenHelp: 'لتجربة سداد بعد انتهاء المهلة.',
    button: 'ادفع',
    wrongAmount: 'اكتب مبلغا مثل 60 أو 60.50.',
    wrongWhen: 'اكتب تاريخا ووقتا صحيحين.',
    done: 'قُبل السداد',
    doneFailed: 'تعذر السداد، ولم يؤخذ منك شيء',
    transaction: 'رقم العملية',
    back: 'العودة إلى الفاتورة في بوابة البلدية',
    history: 'عمليات هذه الفاتورة',
    failed: 'فشلت',
    other: 'English',
  },
  en: {
    title: 'Sample bank',
    sample: 'A made-up bank for trying things out; no real money is paid here.',
    find: 'Enter the number of a bill',
    number: 'Bill number',
    show: 'Show the bill',
    unknown: 'The payment system has no bill of this number. If it was issued just now, wait a moment and try again.',
    closed: 'The bill was taken back; what is paid on it now is given back.',
    amount: 'Amount due',
    paid: 'Paid of it here',
    until: 'Can be paid until',
    pay: 'Amount you pay',
    payHelp: 'You may pay a part or more than is due, to see what becomes of it.',
    how: 'What happens',
    happens: {
      once: 'An ordinary payment',
      twice: 'An ordinary payment that is told three times',
      fails: 'An attempt that fails: no money is taken',
      silent: 'Money is taken and nobody is told; the reconciliation of the day shows it',
    },
    when: 'When it is paid, if not now',
    whenHelp: 'To try a payment after expiry.',
    button: 'Pay',
    wrongAmount: 'Enter an amount such as 60 or 60.50.',
    wrongWhen: 'Enter a valid date and time.',
    done: 'The payment was taken',
    doneFailed: 'The payment failed; nothing was taken from you',
    transaction: 'Transaction',
    back: 'Back to the bill in the municipality’s portal',
    history: 'Transactions of this bill',
    failed: 'failed',
    other: 'العربية',
  },
} as const;

const STYLE = `
*{box-sizing:border-box}body{margin:0;font:18px/1.7 "IBM Plex Sans Arabic",system-ui,sans-serif;background:#f3f5f8;color:#161616}
header{background:#14365c;color:#fff;padding:16px}header div,main{max-width:560px;margin-inline:auto}
header b{font-size:22px}header p{margin:4px 0 0;font-size:15px}header a{color:#fff;float:inline-end}
main{padding:24px 16px}section{background:#fff;border:1px solid #d2d6db;border-radius:8px;padding:16px 20px;margin-block-end:20px}
h1{font-size:22px;line-height:1.4;margin:0 0 12px}dl{display:grid;grid-template-columns:auto 1fr;gap:4px 16px;margin:0}
dt{color:#4d5761}dd{margin:0;text-align:end}label,legend{display:block;font-weight:600;margin-block-start:16px;padding:0}
fieldset{border:0;padding:0;margin:0}fieldset label{font-weight:400;margin-block-start:6px;display:flex;gap:10px;align-items:start}
input:not([type=radio]){font:inherit;width:100%;min-height:48px;border:1px solid #6c737f;border-radius:4px;padding:6px 12px;direction:ltr;text-align:start}
input[type=radio]{inline-size:22px;block-size:22px;margin-block-start:5px;flex:none}small{display:block;color:#4d5761}
button{font:inherit;font-weight:600;min-height:48px;width:100%;margin-block-start:20px;border:0;border-radius:4px;background:#14365c;color:#fff;cursor:pointer}
.big{font-size:26px;font-weight:700}.wrong{color:#b42318;font-weight:600}.done{border-color:#1b8354;background:#f3fcf6}.fail{border-color:#b42318;background:#fef3f2}
a{color:#14365c}ul{padding-inline-start:20px;margin:0}:focus-visible{outline:3px solid #1b8354;outline-offset:2px}
`;

const safe = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const ltr = (text: string): string => `<bdi dir="ltr">${safe(text)}</bdi>`;

const html = (language: Language, query: URLSearchParams, body: string, status = 200): SimulatedAnswer => {
  const words = WORDS[language];
  const other = new URLSearchParams(query);
  other.set('lang', language === 'ar' ? 'en' : 'ar');
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'",
      'cache-control': 'no-store',
    },
    body: `<!doctype html><html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<title>${words.title}</title><style>${STYLE}</style></head><body>
<header><div><a href="?${safe(other.toString())}" lang="${language === 'ar' ? 'en' : 'ar'}">${words.other}</a><b>${words.title}</b><p>${words.sample}</p></div></header>
<main>${body}</main></body></html>`,
  };
};

/** `60`, `60.5` or `60.50` as `60.50`; undefined for anything else, and for nothing. */
function amountOf(text: string): string | undefined {
  const [, whole = '', fraction = ''] = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(text.trim()) ?? [];
  if (whole === '') return undefined;
  const amount = `${Number(whole)}.${fraction.padEnd(2, '0')}`;
  return Number(amount) > 0 ? amount : undefined;
}

const ZONE = 'Asia/Riyadh';

/** A date and a time as a form sends them, in the kingdom’s time. */
function momentOf(text: string): string | undefined {
  try {
    return Temporal.PlainDateTime.from(text).toZonedDateTime(ZONE).toInstant().toString();
  } catch {
    return undefined;
  }
}

export interface BankParts {
  readonly memory: Memory;
  pay(paying: {
    billNumber: string;
    amount: string;
    times: number;
    fails: boolean;
    silently: boolean;
    paidAt: string | undefined;
  }): Payment | undefined;
  now(): Temporal.Instant;
}

/** Pages of the made-up bank, below `/bank`: they show a bill and pay it, in whatever way somebody wants to see. */
export function bankPages({ memory, pay }: BankParts) {
  const paidOf = (number: string) => memory.payments.filter(({ billNumber }) => billNumber === number);

  function billPart(language: Language, bill: SimulatedBill): string {
    const words = WORDS[language];
    const paid = paidOf(bill.number).filter(({ status }) => status === 'PAID');
    const sum = paid.reduce((total, { amount }) => total + Number(amount), 0).toFixed(2);
    const until = Temporal.Instant.from(bill.expiresAt).toZonedDateTimeISO(ZONE);
    const day = new Intl.DateTimeFormat(language === 'ar' ? 'ar-SA-u-ca-gregory-nu-latn' : 'en-GB', {
      dateStyle: 'long',
      timeStyle: 'short',
      timeZone: ZONE,
    }).format(until.epochMilliseconds);
    return `<section><h1>${safe(bill.title[language] ?? Object.values(bill.title)[0] ?? '')}</h1>
${bill.cancelled ? `<p class="wrong">${words.closed}</p>` : ''}
<dl><dt>${words.number}</dt><dd>${ltr(bill.number)}</dd>
<dt>${words.amount}</dt><dd class="big">${ltr(`${bill.amount} ${bill.currency}`)}</dd>
${paid.length > 0 ? `<dt>${words.paid}</dt><dd>${ltr(`${sum} ${bill.currency}`)}</dd>` : ''}
<dt>${words.until}</dt><dd>${safe(day)}</dd></dl></section>`;
  }

  function payForm(language: Language, bill: SimulatedBill, wrong: string | undefined, typed: string): string {
    const words = WORDS[language];
    const radio = (value: keyof typeof words.happens, checked = false) =>
      `<label><input type="radio" name="how" value="${value}"${checked ? ' checked' : ''}><span>${words.happens[value]}</span></label>`;
    return `<section><form method="post">
<input type="hidden" name="bill" value="${bill.number}">
<label for="amount" style="margin-block-start:0">${words.pay}</label><small id="amount-help">${words.payHelp}</small>
${wrong === undefined ? '' : `<p class="wrong" role="alert">${wrong}</p>`}
<input id="amount" name="amount" inputmode="decimal" autocomplete="off" aria-describedby="amount-help" value="${safe(typed)}">
<fieldset><legend>${words.how}</legend>${radio('once', true)}${radio('twice')}${radio('fails')}${radio('silent')}</fieldset>
<label for="when">${words.when}</label><small>${words.whenHelp}</small><input id="when" name="when" type="datetime-local">
<button>${words.button}</button></form></section>`;
  }

  function history(language: Language, number: string): string {
    const words = WORDS[language];
    const made = paidOf(number);
    if (made.length === 0) return '';
    const items = made.map(
      ({ transactionNumber, amount, currency, status }) =>
        `<li>${ltr(transactionNumber)}: ${ltr(`${amount} ${currency}`)}${status === 'FAILED' ? ` (${words.failed})` : ''}</li>`,
    );
    return `<section><h1>${words.history}</h1><ul>${items.join('')}</ul></section>`;
  }

  function backLink(language: Language, query: URLSearchParams): string {
    const back = query.get('back') ?? '';
    return /^\/[a-z]{2}\/account\/[\w/-]{1,120}$/.test(back)
      ? `<p><a href="${back}">${WORDS[language].back}</a></p>`
      : '';
  }

  return ({ method, path, query, body }: SimulatedRequest): SimulatedAnswer | undefined => {
    if (path !== '/bank') return undefined;
    const language: Language = query.get('lang') === 'en' ? 'en' : 'ar';
    const words = WORDS[language];
    const form = (method === 'POST' && body !== null && typeof body === 'object' ? body : {}) as Record<string, string>;
    const number = String(form.bill ?? query.get('bill') ?? '').trim();
    const bill = memory.bills.get(number);
    if (bill === undefined) {
      const unknown = number === '' ? '' : `<p class="wrong" role="alert">${words.unknown}</p>`;
      return html(
        language,
        query,
        `<section><h1>${words.find}</h1>${unknown}<form><input type="hidden" name="lang" value="${language}">
<label for="bill">${words.number}</label><input id="bill" name="bill" inputmode="numeric" value="${safe(number)}">
<button>${words.show}</button></form></section>${backLink(language, query)}`,
        number === '' ? 200 : 404,
      );
    }
    const shown = (top: string, bottom: string, status = 200) =>
      html(
        language,
        query,
        `${top}${billPart(language, bill)}${bottom}${history(language, number)}${backLink(language, query)}`,
        status,
      );
    if (method !== 'POST') return shown('', payForm(language, bill, undefined, bill.amount));
    const amount = amountOf(String(form.amount ?? ''));
    if (amount === undefined) {
      return shown('', payForm(language, bill, words.wrongAmount, String(form.amount ?? '')), 422);
    }
    const paidAt = form.when ? momentOf(String(form.when)) : undefined;
    if (form.when && paidAt === undefined) return shown('', payForm(language, bill, words.wrongWhen, amount), 422);
    const fails = form.how === 'fails';
    const payment = pay({
      billNumber: number,
      amount,
      times: form.how === 'twice' ? 3 : 1,
      fails,
      silently: form.how === 'silent',
      paidAt,
    });
    const told = `<section class="${fails ? 'fail' : 'done'}" role="status"><h1>${fails ? words.doneFailed : words.done}</h1>
<dl><dt>${words.transaction}</dt><dd>${ltr(payment?.transactionNumber ?? '')}</dd></dl>${backLink(language, query)}</section>`;
    return shown(told, payForm(language, bill, undefined, bill.amount));
  };
}
