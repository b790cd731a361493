import { findByWords, wordsOf } from '$lib/finding.ts';

// Finds an option of a long list while its words are typed. The list itself stays in the form and holds what was chosen.
const MOST = 40;

interface Shown {
  readonly code: string;
  readonly label: string;
  readonly group: string;
  readonly words: readonly string[];
}

const made = <K extends keyof HTMLElementTagNameMap>(name: K, attributes: Record<string, string>) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
};

class FindOption extends HTMLElement {
  private select!: HTMLSelectElement;
  private input!: HTMLInputElement;
  private list!: HTMLUListElement;
  private said!: HTMLElement;
  private all: Shown[] = [];
  private found: Shown[] = [];
  private active = 0;

  connectedCallback(): void {
    const select = this.querySelector('select');
    if (select === null || this.querySelector('[role="combobox"]') !== null) return;
    this.select = select;
    this.all = [...select.options].map((option) => {
      const group = option.parentElement instanceof HTMLOptGroupElement ? option.parentElement.label : '';
      return { code: option.value, label: option.text, group, words: [wordsOf(option.text), wordsOf(group)] };
    });
    const { id } = select;
    this.input = made('input', {
      id,
      class: 'control',
      type: 'text',
      role: 'combobox',
      autocomplete: 'off',
      spellcheck: 'false',
      'aria-autocomplete': 'list',
      'aria-controls': `${id}-options`,
      'aria-expanded': 'false',
      placeholder: [this.all.find(({ code }) => code === '')?.label, this.dataset.find]
        .filter(Boolean)
        .join(this.dataset.or ?? ''),
    });
    for (const name of ['aria-describedby', 'aria-invalid']) {
      const value = select.getAttribute(name);
      if (value !== null) this.input.setAttribute(name, value);
    }
    this.list = made('ul', { id: `${id}-options`, role: 'listbox', class: 'found' });
    this.list.hidden = true;
    this.said = made('span', { role: 'status', class: 'visually-hidden' });
    // The label now names what is typed into.
    select.id = `${id}-chosen`;
    select.tabIndex = -1;
    select.classList.add('visually-hidden');
    select.setAttribute('aria-hidden', 'true');
    select.before(this.input);
    this.append(this.list, this.said);
    this.list.setAttribute('aria-label', select.labels[0]?.textContent?.trim() ?? this.dataset.find ?? '');
    this.takeChosen();
    select.addEventListener('change', () => this.takeChosen());
    select.form?.addEventListener('reset', () => setTimeout(() => this.takeChosen()));
    this.input.addEventListener('input', () => this.open(this.input.value));
    this.input.addEventListener('focus', () => this.input.select());
    this.input.addEventListener('click', () => this.open(''));
    this.input.addEventListener('blur', () => this.leave());
    this.input.addEventListener('keydown', (event) => this.press(event));
  }

  private takeChosen(): void {
    const { select } = this;
    const label = select.value === '' ? '' : (select.selectedOptions[0]?.text ?? '');
    this.input.value = label;
    // Chosen, not written: whoever looks whether a form was written in looks at the list itself.
    this.input.defaultValue = label;
    this.close();
  }

  private close(): void {
    this.list.hidden = true;
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-activedescendant');
  }

  private open(typed: string): void {
    // The choice of nothing stands in the field while nothing is chosen, and in the list once something is.
    const real = this.all.filter(({ code }) => code !== '' || this.select.value !== '');
    this.found = typed.trim() === '' ? real : findByWords(real, typed, MOST);
    const at = this.found.findIndex(({ code }) => code === this.select.value);
    this.active = typed.trim() === '' ? Math.max(0, at) : 0;
    let group = '';
    const rows = this.found.flatMap((one, index) => {
      const option = made('li', { role: 'option', id: `${this.input.id}-option-${index}` });
      option.textContent = one.label;
      option.addEventListener('mousedown', (event) => event.preventDefault());
      option.addEventListener('click', () => this.choose(one));
      const heading = one.group !== group && one.group !== '';
      group = one.group;
      if (!heading) return [option];
      const title = made('li', { role: 'presentation', class: 'group' });
      title.textContent = one.group;
      return [title, option];
    });
    if (rows.length === 0) {
      const none = made('li', { role: 'presentation', class: 'none' });
      none.textContent = this.dataset.none ?? '';
      rows.push(none);
    }
    this.said.textContent = this.found.length === 0 ? (this.dataset.none ?? '') : '';
    this.list.replaceChildren(...rows);
    this.list.hidden = false;
    this.input.setAttribute('aria-expanded', 'true');
    this.list.scrollIntoView({ block: 'nearest' });
    this.mark();
  }

  private mark(): void {
    const options = [...this.list.querySelectorAll('[role="option"]')];
    for (const [index, option] of options.entries())
      option.setAttribute('aria-selected', String(index === this.active));
    const marked = options[this.active];
    if (marked === undefined) this.input.removeAttribute('aria-activedescendant');
    else this.input.setAttribute('aria-activedescendant', marked.id);
    marked?.scrollIntoView({ block: 'nearest' });
  }

  private choose({ code }: Shown): void {
    this.select.value = code;
    // Says it in the field too.
    this.select.dispatchEvent(new Event('change', { bubbles: true }));
  }

  /** What was typed and not chosen is not sent: the field says again what is. An emptied field chooses nothing. */
  private leave(): void {
    const empty = this.all.find(({ code }) => code === '');
    if (this.input.value.trim() === '' && empty !== undefined && this.select.value !== '') this.choose(empty);
    else this.takeChosen();
  }

  private press(event: KeyboardEvent): void {
    const { key } = event;
    const shown = !this.list.hidden;
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      event.preventDefault();
      const { length } = this.found;
      if (shown && length > 0) this.active = (this.active + (key === 'ArrowDown' ? 1 : length - 1)) % length;
      if (shown) this.mark();
      else this.open('');
    } else if (key === 'Enter') {
      // As in any list, Enter chooses and never sends the form.
      event.preventDefault();
      const one = this.found[this.active];
      if (!shown) this.open('');
      else if (one !== undefined) this.choose(one);
    } else if (key === 'Escape' && shown) {
      event.preventDefault();
      event.stopPropagation();
      this.takeChosen();
    }
  }
}

customElements.define('find-option', FindOption);
