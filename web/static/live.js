// Keeps a list of the office as it is while somebody works on it. Apart from the pages' own script (about 2 KB).
// Wake-ups say only that something changed; what the page shows is the page itself, read again with the reader's rights.
// [data-row] rows are changed in place, new ones wait behind a button, [data-live-part] parts are replaced while nobody
// is in them. Nothing that has the focus is touched.

const root = document.querySelector('[data-live]');
const words = JSON.parse(root.dataset.live);
const [button, said, state] = ['[data-live-show]', '[data-live-said]', '[data-live-state]'].map((name) =>
  root.querySelector(name),
);
const every = Number(root.dataset.liveEvery ?? 0) * 1000;
const rules = new Intl.PluralRules(document.documentElement.lang);
const say = (forms, n) => (forms[rules.select(n)] ?? forms.other).replace('{shown}', String(n));

let source;
let last = '';
let waiting;
let reading = false;
let fresh;
let lostAt = 0;
let again;

const rowsOf = (page) => new Map([...page.querySelectorAll('[data-row]')].map((row) => [row.dataset.row, row]));

function read(done) {
  const request = new XMLHttpRequest();
  request.open('GET', location.href);
  // As a document: nothing in it runs, and nothing of it is taken for trusted text.
  request.responseType = 'document';
  request.onloadend = () => done(request.status === 200 ? request.responseXML : null);
  request.send();
}

function swap(old, made) {
  if (old === null || made === null || old.innerHTML === made.innerHTML || old.contains(document.activeElement))
    return false;
  if (old.querySelector('details[open]') !== null) return false;
  if (
    [...old.querySelectorAll('input, textarea')].some(
      (one) => one.type !== 'hidden' && (one.value !== one.defaultValue || one.checked !== one.defaultChecked),
    )
  )
    return false;
  old.replaceChildren(...[...made.childNodes].map((node) => document.importNode(node, true)));
  return true;
}

function counts(page) {
  for (const name of ['.pager .total', '[data-live-count]'])
    swap(document.querySelector(name), page.querySelector(name));
}

function update(page) {
  const [shown, now] = [rowsOf(document), rowsOf(page)];
  let changed = 0;
  for (const [id, row] of shown) {
    const made = now.get(id);
    if (made === undefined) continue;
    row.removeAttribute('data-gone');
    row.className = made.className;
    const cells = [...row.children];
    let news = false;
    for (const [i, cell] of cells.entries()) {
      const was = cell.textContent;
      // Only how long ago it was is no news.
      if (swap(cell, made.children[i] ?? null) && !cell.querySelector('time') && was !== cell.textContent) news = true;
    }
    if (news) {
      row.dataset.changed = '';
      changed += 1;
    }
  }
  const added = [...now.keys()].filter((id) => !shown.has(id));
  const gone = added.length > 0 ? [] : [...shown.keys()].filter((id) => !now.has(id));
  for (const id of gone) {
    const row = shown.get(id);
    if (!row.hasAttribute('data-gone')) changed += 1;
    row.dataset.gone = '';
    row.title = words.gone;
  }
  for (const part of document.querySelectorAll('[data-live-part]')) {
    swap(part, page.querySelector(`[data-live-part="${part.dataset.livePart}"]`));
  }
  document.title = page.title;
  // What the page was read again for has come to its end.
  if (page.querySelector('[data-live-every]') === null) clearInterval(again);
  fresh = page;
  const ready = added.length > 0 || gone.length > 0;
  const label = added.length > 0 ? say(words.new, added.length) : words.again;
  if (ready && button.textContent !== label) button.textContent = label;
  button.hidden = !ready;
  if (!ready) counts(page);
  const told = [added.length > 0 ? say(words.new, added.length) : '', changed > 0 ? say(words.changed, changed) : ''];
  const text = told.filter((one) => one !== '').join(words.and);
  if (text !== '' && said.textContent !== text) said.textContent = text;
}

/** The row that had the focus last: pressing the button of what is new takes it away. */
let lastFocused;
document.addEventListener('focusin', ({ target }) => {
  const row = target.closest?.('[data-row]');
  if (row) lastFocused = row.dataset.row;
});

/** Takes the new rows in. The row that had the focus has it still. */
function show() {
  const now = rowsOf(fresh);
  const shown = rowsOf(document);
  const [first] = shown.values();
  if (first === undefined || now.size === 0) return location.reload();
  const focused = now.has(lastFocused) ? lastFocused : undefined;
  const rows = [...now].map(([id, row]) => {
    const made = shown.get(id) ?? document.importNode(row, true);
    if (!shown.has(id)) made.dataset.changed = '';
    return made;
  });
  first.parentElement.replaceChildren(...rows);
  const all = document.querySelector('[data-choose-all]');
  if (all) all.checked = [...document.querySelectorAll('[data-choose]')].every((one) => one.checked);
  counts(fresh);
  button.hidden = true;
  const target = document.querySelector(
    focused ? `[data-row="${focused}"] [data-row-link]` : '[data-row] [data-row-link]',
  );
  target?.focus({ preventScroll: focused !== undefined });
}

function refresh() {
  if (document.hidden || reading) return later();
  reading = true;
  read((page) => {
    reading = false;
    if (page !== null) update(page);
  });
}

/** Soon, and not together with everybody else who heard the same. */
function later() {
  if (waiting) return;
  waiting = setTimeout(
    () => {
      waiting = undefined;
      refresh();
    },
    300 + Math.random() * 700,
  );
}

function tell(text) {
  if (state.textContent !== text) state.textContent = text;
  state.hidden = text === '';
}

function open() {
  source = new EventSource(`/api/v1/live${last === '' ? '' : `?after=${last}`}`);
  const heard = (event) => {
    if (event.lastEventId !== '') last = event.lastEventId;
    lostAt = 0;
    tell('');
  };
  source.addEventListener('ready', heard);
  for (const name of ['changes', 'resync']) {
    source.addEventListener(name, (event) => {
      heard(event);
      later();
    });
  }
  source.addEventListener('ended', () => {
    source.close();
    tell(words.ended);
  });
  source.addEventListener('error', () => {
    lostAt ||= Date.now();
    // A blink is no news to anybody; a browser gives up on a refusal, so it is tried anew.
    if (Date.now() - lostAt > 8000) tell(words.lost);
    if (source.readyState === EventSource.CLOSED) setTimeout(() => !document.hidden && open(), 5000);
  });
}

button.addEventListener('click', show);
// A tab nobody looks at holds no line: browsers allow few of them.
document.addEventListener('visibilitychange', () => {
  source?.close();
  if (!document.hidden) {
    open();
    later();
  }
});
addEventListener('pagehide', () => source?.close());
if (!document.hidden) open();
if (every > 0) again = setInterval(() => document.hidden || refresh(), every);
