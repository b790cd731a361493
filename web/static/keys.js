// Keys of the office. Apart from the pages' own script, so that lists need no more than this (about 1 KB).
// Every key does what a link or a button of the page does: [data-key] is pressed by its key, [data-row-link] is walked
// through by j and k, [data-keys-focus] leads to the first action.

const OFF = 'office-keys-off';
const find = (selector) => document.querySelector(selector);
const help = find('#office-keys');

function stored(value) {
  try {
    if (value !== undefined) localStorage.setItem(OFF, value);
    return localStorage.getItem(OFF) === 'yes';
  } catch {
    // Storage may be forbidden; the keys then work, and are not remembered to be off.
    return false;
  }
}

let off = stored();
/** The key before this one was `g`: the next names a place. */
let going = false;

function step(by) {
  const links = [...document.querySelectorAll('[data-row-link]')].filter((link) => link.offsetParent !== null);
  const focused = links.indexOf(document.activeElement);
  const at = focused >= 0 ? focused : links.findIndex((link) => link.getAttribute('aria-current') === 'page');
  const next = links[at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, at + by))];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

document.addEventListener('keydown', (event) => {
  const target = event.target instanceof Element ? event.target : null;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (target?.closest('input:not([data-choose]), textarea, select, [contenteditable]') || find('dialog[open]')) return;
  const asked = event.key === '?' || event.key === '؟';
  if (off && !asked) return;
  // Letters are known by their place too, so that they work on an Arabic layout.
  const letter = /^[a-z]$/i.test(event.key) ? event.key : event.code.startsWith('Key') ? event.code.slice(3) : '';
  const key = letter === '' ? event.key : letter.toLowerCase();
  const onRow = target?.closest('[data-row-link]') !== null;
  const place = going && find(`[data-key="g ${key}"]`);
  going = key === 'g' && !going;

  let run;
  if (asked) run = () => help?.showModal();
  else if (place) run = () => place.click();
  else if (key === 'j' || (onRow && event.key === 'ArrowDown')) run = () => step(1);
  else if (key === 'k' || (onRow && event.key === 'ArrowUp')) run = () => step(-1);
  else if (key === '/') run = () => find('form[role="search"] input')?.focus();
  else if (key === 'a') run = () => find('[data-keys-focus] :is(a, button)')?.focus();
  else if (key === 'x' && onRow) run = () => target.closest('[role="row"]')?.querySelector('[data-choose]')?.click();
  else if (/^[a-z]$/.test(key) && key !== 'g') {
    const own = find(`[data-key="${key}"]`);
    run = own === null ? undefined : () => own.click();
  }
  if (run === undefined) return;
  event.preventDefault();
  run();
});

// Rows are chosen one by one, from one to another with Shift, or all of a page; also those that came in since.
const rowBoxes = () => [...document.querySelectorAll('[data-choose]')];
const all = find('[data-choose-all]');
let last;
document.addEventListener('click', ({ target, shiftKey }) => {
  if (!(target instanceof Element) || !target.matches('[data-choose]')) return;
  const boxes = rowBoxes();
  const [from, to] = [boxes.indexOf(last), boxes.indexOf(target)].sort((a, b) => a - b);
  if (shiftKey && from >= 0) for (const between of boxes.slice(from, to + 1)) between.checked = target.checked;
  last = target;
  if (all) all.checked = boxes.every((one) => one.checked);
});
if (all) {
  all.hidden = false;
  all.addEventListener('click', () => {
    for (const one of rowBoxes()) one.checked = all.checked;
  });
}

for (const button of document.querySelectorAll('[data-keys-open]')) {
  button.hidden = false;
  button.addEventListener('click', () => help?.showModal());
}
const box = help?.querySelector('input[type="checkbox"]');
if (box) {
  box.checked = off;
  box.addEventListener('change', () => {
    off = box.checked;
    stored(off ? 'yes' : 'no');
  });
}
