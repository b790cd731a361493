// Says beside an expression, while it is written, whether it can be read and what it names that the service does not have.
const WAIT = 400;

interface Answer {
  readonly ok: boolean;
  readonly text: Readonly<Record<string, string>> | null;
  readonly part: string | null;
}

async function check(input: HTMLElement & { value: string }, place: HTMLElement): Promise<void> {
  const feel = input.value.trim();
  if (feel === '') return place.replaceChildren();
  const query = new URLSearchParams({ feel });
  const response = await fetch(`/api/v1/service-designs/${input.dataset.feel}/expression?${query}`, {
    headers: { accept: 'application/json' },
  });
  // Another was written meanwhile, or the answer is a refusal that saving will show.
  if (!response.ok || input.value.trim() !== feel) return;
  const { ok, text, part } = (await response.json()) as Answer;
  const words = document.createElement('span');
  words.textContent = ok ? (place.dataset.fine ?? '') : (text?.[document.documentElement.lang] ?? '');
  place.dataset.ok = String(ok);
  const code = document.createElement('bdi');
  code.dir = 'ltr';
  code.textContent = part ?? '';
  place.replaceChildren(words, ...(part ? [' ', code] : []));
}

for (const input of document.querySelectorAll<HTMLInputElement>('[data-feel]')) {
  const place = document.getElementById(`${input.id}-said`);
  if (place === null) continue;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  input.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void check(input, place), WAIT);
  });
}
