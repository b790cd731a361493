// What the command palette of the office does once it was asked for: it leads to a report by its number, to a page, or to
// an action of this page. Everything is a link or a button of the page pressed for the reader, or the search box sent.

const dialog = document.querySelector('#office-palette');
const box = dialog.querySelector('input');
const list = dialog.querySelector('ul');
const none = dialog.querySelector('[data-none]');
const LATIN = '0123456789';
const MOST = 12;

/** Without the signs and forms of letters that people leave out when they type. */
const plain = (text) =>
  text
    .normalize('NFKD')
    .replace(/\p{M}|ـ/gu, '')
    .replace(/[أإآ]/g, 'ا')
    .replace(/ة/g, 'ه')
    .replace(/[٠-٩]/g, (digit) => LATIN[digit.charCodeAt(0) - 0x660])
    .toLowerCase()
    .trim();

let chosen = 0;
let options = [];

function entry(label, kind, run) {
  const item = document.createElement('li');
  item.setAttribute('role', 'option');
  item.setAttribute('aria-selected', 'false');
  item.dataset.made = '';
  const name = document.createElement('span');
  name.textContent = label;
  const hint = document.createElement('small');
  hint.textContent = kind;
  item.append(name, hint);
  item.run = run;
  return item;
}

/** What can be pressed on the page, by what it says; things that are hidden or stand in a dialog are left out. */
function actionsHere() {
  const found = new Map();
  for (const one of document.querySelectorAll('main :is(a.button, button.button, [data-key])')) {
    const label = one.textContent.trim().replace(/\s+/g, ' ');
    if (label === '' || label.length > 60 || one.closest('dialog') || one.offsetParent === null || one.disabled)
      continue;
    if (!found.has(label)) found.set(label, one);
  }
  return [...found].map(([label, one]) => entry(label, list.dataset.wordAction, () => one.click()));
}

function show() {
  for (const made of list.querySelectorAll('[data-made]:not([data-action])')) made.remove();
  const typed = plain(box.value);
  const matching = [...list.children].filter((item) => {
    const at = typed === '' ? 0 : plain(item.firstElementChild.textContent).indexOf(typed);
    item.hidden = at < 0;
    return at >= 0;
  });
  options = matching.slice(0, typed === '' ? matching.length : MOST);
  for (const item of matching.slice(options.length)) item.hidden = true;
  if (typed !== '') {
    const number = /^[a-z\d\s_.–-]*\d{4,}[\d\s_.–-]*$/.test(typed);
    const word = number ? list.dataset.wordNumber : list.dataset.wordSearch;
    const search = entry(box.value.trim(), word, () => box.form.submit());
    // A number is most likely what was meant; words are searched for where no page or action has them.
    if (number) list.prepend(search);
    else list.append(search);
    options = number ? [search, ...options] : [...options, search];
  }
  none.textContent = options.length === 0 ? none.dataset.none : '';
  mark(0);
}

function mark(at) {
  chosen = (at + options.length) % Math.max(1, options.length);
  for (const [index, item] of options.entries()) {
    item.id = `office-palette-${index}`;
    item.setAttribute('aria-selected', String(index === chosen));
  }
  for (const item of list.children) if (!options.includes(item)) item.setAttribute('aria-selected', 'false');
  options[chosen]?.scrollIntoView({ block: 'nearest' });
  box.setAttribute('aria-activedescendant', options[chosen]?.id ?? '');
}

function go(item) {
  if (!item) return;
  dialog.close();
  if (item.run) item.run();
  else location.assign(item.dataset.href);
}

function open() {
  if (document.querySelector('dialog[open]')) return;
  for (const made of list.querySelectorAll('[data-made]')) made.remove();
  for (const action of actionsHere()) {
    action.dataset.action = '';
    list.append(action);
  }
  box.value = '';
  show();
  dialog.showModal();
  box.focus();
}

box.addEventListener('input', show);
box.addEventListener('keydown', (event) => {
  if (event.key === 'ArrowDown') mark(chosen + 1);
  else if (event.key === 'ArrowUp') mark(chosen - 1);
  else if (event.key === 'Enter') go(options[chosen]);
  else return;
  event.preventDefault();
});
list.addEventListener('click', (event) => go(event.target.closest('li')));
dialog.addEventListener('click', (event) => {
  if (event.target === dialog) dialog.close();
});

/** Opens the palette, or closes it where it is open. */
export function toggle() {
  if (dialog.open) dialog.close();
  else open();
}
