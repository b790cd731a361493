import type { Formulas } from '#kernel/expression-learnt.ts';
import { learn } from '#kernel/expression-learnt.ts';
import { formatMoney } from '#kernel/money.ts';
import type { ParcelName } from '#kernel/parcel.ts';
import { say } from '#kernel/text.ts';
import {
  type CaseType,
  enterInto,
  entryProblems,
  fieldsShown,
  type Sheet,
  type SheetSetting,
  sheetOf,
  sheetValue,
} from '#modules/cases/api-sheet.ts';
import { type DraftRules, feeOf } from '#modules/services/api-sheet.ts';
import { tellAnswer } from '$lib/applying/answers.ts';
import { makeSearchable } from '$lib/applying/choice-search.ts';
import { isParcelName } from '$lib/drawing/parcel.ts';
import type { PageLocale } from '$lib/locale.ts';
import { services } from '$lib/messages/services.ts';
import { inputName } from '$lib/office/form-names.ts';
import { readRows, readValueOf } from '$lib/office/form-values.ts';

// Lets a step react while it is written: questions come and go, what is computed and the fee follow, and a field is
// checked when it is left. By the rules of the server, which judges again when the step is saved.

const WAIT = 120;

type Rules = Omit<DraftRules, 'formulas'> & { readonly formulas: Formulas | null };

class Step {
  readonly #form: HTMLFormElement;
  readonly #rules: Rules;
  readonly #blank: Sheet;
  readonly #locale: PageLocale;
  readonly #left = new Set<string>();

  constructor(form: HTMLFormElement, rules: Rules) {
    this.#form = form;
    this.#rules = rules;
    this.#blank = sheetOf(typeOf(rules), rules.data as Sheet['data'], settingOf(rules.timeZone));
    const { lang, dir } = document.documentElement;
    this.#locale = {
      language: lang === 'ar' ? 'ar' : 'en',
      direction: dir === 'rtl' ? 'rtl' : 'ltr',
      timeZone: rules.timeZone,
      calendars: ['gregory', 'islamic-umalqura'],
      digits: form.dataset.digits === 'arab' ? 'arab' : 'latn',
      now: Date.now(),
    };
  }

  start(): void {
    for (const field of this.#rules.fields) {
      const place = field.type === 'activity' ? this.#fieldAt(field.key) : null;
      if (place !== null) makeSearchable(place, field, services(this.#locale.language)('step.search'));
    }
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const soon = () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => this.#follow(), WAIT);
    };
    this.#form.addEventListener('input', soon);
    this.#form.addEventListener('change', soon);
    this.#form.addEventListener('focusout', ({ target, relatedTarget }) => {
      const one = (target as Element).closest<HTMLElement>('[data-field]');
      if (one === null || one.contains(relatedTarget as Node | null)) return;
      this.#left.add(one.dataset.field ?? '');
      soon();
    });
    this.#follow();
    this.#form.dataset.live = '';
  }

  #fieldAt(key: string): HTMLFieldSetElement | null {
    return this.#form.querySelector(`[data-field="${key}"]`);
  }

  /** What stands in the form now, as saving would read it; files stay as they were saved. */
  #read(): Record<string, unknown> {
    const data = new FormData(this.#form);
    const input: Record<string, unknown> = {};
    for (const field of this.#rules.fields) {
      const { key, type, currency, calculate } = field;
      if (calculate !== undefined || type === 'files' || this.#fieldAt(key) === null) continue;
      if (type === 'table') input[key] = readRows(field, data);
      else if (type === 'declaration') input[key] = data.get(inputName(key)) === 'yes';
      else {
        const typed = readValueOf({ key, type, currency }, data);
        input[key] = isParcelName(typed) ? this.#registered(key, typed) : typed;
      }
    }
    return input;
  }

  /** A parcel with what the register says of it, where it was just looked up or saved before. */
  #registered(key: string, typed: ParcelName): unknown {
    const shown = this.#fieldAt(key)?.querySelector<HTMLElement>('[data-chosen]')?.dataset.chosen;
    const known = [shown === undefined ? null : (JSON.parse(shown) as unknown), this.#rules.data[key]];
    return known.find((one) => isParcelName(one) && one.plan === typed.plan && one.number === typed.number) ?? typed;
  }

  #follow(): void {
    const { page, fees, vat } = this.#rules;
    // What a field that only just appeared will hold is known once it is on the page: hence as often as something changes.
    let entered = enterInto(this.#blank, Object.keys(this.#read()), this.#read());
    for (let again = 0; this.#show(entered.sheet) && again < page.length; again++) {
      entered = enterInto(this.#blank, Object.keys(this.#read()), this.#read());
    }
    const { sheet } = entered;
    this.#compute(sheet);
    this.#check(entered);
    const place = this.#form.querySelector<HTMLElement>('[data-part="fee"]');
    if (place === null || fees === null) return;
    const fee = feeOf(fees, (feel) => sheetValue(sheet, feel), vat);
    place.hidden = fee === null;
    if (fee === null) return;
    const { language, digits } = this.#locale;
    const amount = formatMoney({ amount: fee.total, currency: fee.currency }, language, digits);
    place.textContent = services(language)('fee.soFar', { amount });
  }

  /** Shows what is asked now and hides the rest; whether anything changed. */
  #show(sheet: Sheet): boolean {
    const shown = new Set(fieldsShown(sheet, this.#rules.page).map(({ key }) => key));
    let changed = false;
    for (const key of this.#rules.page) {
      const place = this.#fieldAt(key);
      if (place === null || place.hidden === !shown.has(key)) continue;
      place.hidden = !shown.has(key);
      place.disabled = place.hidden;
      changed = true;
    }
    return changed;
  }

  #compute(sheet: Sheet): void {
    for (const field of this.#rules.fields) {
      const place = this.#form.querySelector<HTMLElement>(`[data-computed="${field.key}"]`);
      if (place === null) continue;
      const answer = tellAnswer(field, sheet.data[field.key], this.#locale);
      place.hidden = answer === null;
      place.querySelector('[data-part="answer"]')!.textContent = answer ?? '';
    }
    const list = this.#form.querySelector<HTMLElement>('[data-computed]')?.parentElement;
    if (list) list.hidden = list.querySelector('[data-computed]:not([hidden])') === null;
  }

  #check(entered: ReturnType<typeof enterInto>): void {
    for (const key of this.#left) {
      const place = this.#fieldAt(key);
      const field = this.#rules.fields.find((one) => one.key === key);
      if (place === null || place.hidden || field === undefined || field.type === 'files') continue;
      const name = inputName(key);
      const faults = entryProblems(entered, [key]).filter(({ path }) => path === name || path.startsWith(`${name}.`));
      this.#tell(place, [...new Set(faults.map(({ text }) => say(text, this.#locale.language)))].join(' '));
    }
  }

  #tell(place: HTMLElement, text: string): void {
    // What the server said of the answer before speaks of what is no longer there.
    for (const old of place.querySelectorAll<HTMLElement>('[id$="-error"]')) old.hidden = true;
    let said = place.querySelector<HTMLElement>('.live-fault');
    if (said === null) {
      said = document.createElement('p');
      said.className = 'live-fault';
      said.setAttribute('role', 'status');
      place.append(said);
    }
    if (said.textContent !== text) said.textContent = text;
    for (const control of place.querySelectorAll('.control, input')) {
      if (text === '') control.removeAttribute('aria-invalid');
      else control.setAttribute('aria-invalid', 'true');
    }
  }
}

/** The form as a type of which nothing is known but its fields. */
const typeOf = ({ fields }: Rules): CaseType =>
  ({
    id: '',
    version: 1,
    sections: [{ key: 'all', title: {}, fields }],
    flow: { initial: 'open', open: { fields: '*' }, states: { open: { category: 'open' } }, actions: {} },
  }) as unknown as CaseType;

const settingOf = (timeZone: string): SheetSetting =>
  ({
    actor: { partyId: null, onBehalfOf: null, roles: [], teams: [] },
    now: { epochMilliseconds: Date.now(), toString: () => new Date().toISOString() },
    calendar: { timeZone },
  }) as unknown as SheetSetting;

async function start(form: HTMLFormElement): Promise<void> {
  const response = await fetch(form.dataset.rules ?? '', { headers: { accept: 'application/json' } });
  // Without an answer the step is as it is without script.
  if (!response.ok) return;
  const rules = (await response.json()) as Rules;
  if (rules.formulas === null) return;
  learn(rules.formulas);
  new Step(form, rules).start();
}

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-rules]')) void start(form);
