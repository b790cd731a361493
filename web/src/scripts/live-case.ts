// Keeps the page of one report as it is while somebody works on it. Wake-ups say only that something changed; what the
// page shows is the page itself, read again with the reader's rights. What somebody writes is never touched: they are told
// what happened meanwhile, and have it shown when they ask.
import { isWrittenIn, morph } from '$lib/client/morph.ts';

interface Change {
  readonly id: string;
  readonly version: number;
}
interface Told {
  readonly version: number;
  readonly timeline: readonly { readonly title: Named; readonly name: Named | null }[];
}
type Named = Readonly<Record<string, string>>;

const root = document.querySelector<HTMLElement>('[data-live-case]')!;
const words = root.dataset;
const language = document.documentElement.lang;
const part = (name: string) => root.querySelector<HTMLElement>(`[data-live-${name}]`)!;
const say = (text: Named): string => text[language] ?? Object.values(text)[0] ?? '';
const filled = (text = '', values: Named): string => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

let version = Number(words.version);
/** What happened while the reader writes. */
let news: { version: number; name: string; action: string } | undefined;

/** Whether something here would be lost or disturbed by showing the page anew. */
function isWriting(): boolean {
  const content = document.querySelector('#content');
  if (content === null) return false;
  const { activeElement } = document;
  if (activeElement?.matches('input, textarea, select') && content.contains(activeElement)) return true;
  return words.refused !== undefined || isWrittenIn(content);
}

function tell(): void {
  const place = part('news');
  if (news === undefined) {
    place.replaceChildren();
    return;
  }
  if (place.childElementCount === 0) {
    place.append(root.querySelector('template')!.content.cloneNode(true));
    part('show').addEventListener('click', () => {
      void refresh();
    });
  }
  part('who').textContent = filled(words.wordWho, { name: news.name, action: news.action });
}

/** Who did what last, read with the reader's own rights. */
async function lastEntry(): Promise<typeof news> {
  const response = await fetch(`/api/v1/cases/${words.liveCase}`, { headers: { accept: 'application/json' } });
  if (!response.ok) return undefined;
  const told = (await response.json()) as Told;
  const entry = told.timeline.at(-1);
  return {
    version: told.version,
    name: entry?.name ? say(entry.name) : (words.wordSystem ?? ''),
    action: entry === undefined ? '' : say(entry.title),
  };
}

/** The page as it is now. As a document: nothing in it runs, and nothing of it is taken for trusted text. */
function read(): Promise<Document | null> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('GET', location.href);
    request.responseType = 'document';
    request.onloadend = () => resolve(request.status === 200 ? request.responseXML : null);
    request.send();
  });
}

async function refresh(): Promise<void> {
  const page = await read();
  const made = page?.querySelector<HTMLElement>('[data-live-case]');
  if (!page || !made) return;
  for (const shown of document.querySelectorAll<HTMLElement>('[data-live-part]')) {
    const now = page.querySelector(`[data-live-part="${shown.dataset.livePart}"]`);
    if (now !== null) morph(shown, now);
  }
  version = Number(made.dataset.version);
  news = undefined;
  tell();
}

async function heard(changes: readonly Change[]): Promise<void> {
  if (changes.some((one) => one.id === words.liveCase && one.version > version)) {
    const entry = await lastEntry();
    if (entry === undefined || entry.version <= version) return;
    if (isWriting()) {
      news = entry;
      return tell();
    }
    await refresh();
    part('said').textContent = filled(words.wordUpdated, { name: entry.name, action: entry.action });
  } else if (changes.some(({ id }) => document.querySelector(`[data-row="${id}"]`)) && !isWriting()) {
    await refresh();
  }
}

// The end of a photo's check is no news of the report: while one is awaited, the page is looked at again.
const LOOK_AGAIN = 10_000;
setInterval(() => {
  if (!document.hidden && document.querySelector('[data-awaited]') !== null && !isWriting()) void refresh();
}, LOOK_AGAIN);

let source: EventSource | undefined;
let last = '';
const gathered = new Map<string, number>();

function take(event: MessageEvent<string>): void {
  last = event.lastEventId;
  const { changes } = JSON.parse(event.data) as { changes?: Change[] };
  const first = gathered.size === 0;
  // After a gap nobody can say what changed: this report is looked at.
  for (const one of changes ?? [{ id: words.liveCase ?? '', version: Number.POSITIVE_INFINITY }]) {
    gathered.set(one.id, one.version);
  }
  if (!first) return;
  // Soon, and not together with everybody else who heard the same.
  setTimeout(
    () => {
      const list = [...gathered].map(([id, at]) => ({ id, version: at }));
      gathered.clear();
      heard(list).catch(() => {});
    },
    200 + Math.random() * 400,
  );
}

function open(): void {
  source = new EventSource(`/api/v1/live${last === '' ? '' : `?after=${last}`}`);
  source.addEventListener('ready', ({ lastEventId }) => {
    last = lastEventId;
  });
  source.addEventListener('changes', take);
  source.addEventListener('resync', take);
  source.addEventListener('ended', () => source?.close());
}

// A tab nobody looks at holds no line: browsers allow few of them.
function look(): void {
  source?.close();
  if (!document.hidden) open();
}
document.addEventListener('visibilitychange', look);
addEventListener('pagehide', () => source?.close());
look();
