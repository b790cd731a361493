import { normalise } from '#kernel/arabic.ts';
import type { Field } from '#modules/cases/api-sheet.ts';

/** From how many choices on a list is searched instead of read through. */
const MANY = 20;
const MOST_SHOWN = 8;

/**
 * Puts a search above a long list of choices: by code and by words of any language of their titles, whatever hamza or vowel
 * signs they are written with. The list itself stays what is sent.
 */
export function makeSearchable(place: Element, { options = [] }: Field, label: string): void {
  const select = place.querySelector('select');
  if (select === null || options.length < MANY) return;
  const words = new Map(
    options.map(({ value, title }) => [value, normalise([value, ...Object.values(title)].join(' '))]),
  );
  const all = [...select.options];
  const box = document.createElement('input');
  box.type = 'search';
  box.className = 'control';
  box.placeholder = label;
  box.setAttribute('aria-label', label);
  box.setAttribute('aria-controls', select.id);
  const show = () => {
    // Taking choices out of a list makes the browser choose another.
    const chosen = select.value;
    const asked = normalise(box.value)
      .split(' ')
      .filter((word) => word !== '');
    const found = all.filter(
      (option) =>
        option.value === '' ||
        option.value === chosen ||
        asked.every((word) => words.get(option.value)?.includes(word)),
    );
    select.replaceChildren(...found);
    select.value = chosen;
    // While somebody searches, what is found is seen at once.
    const open = asked.length > 0;
    select.size = open ? Math.max(2, Math.min(MOST_SHOWN, found.length)) : 0;
    select.style.blockSize = open ? 'auto' : '';
  };
  const close = () => {
    box.value = '';
    show();
  };
  box.addEventListener('input', show);
  box.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown') select.focus();
    else if (event.key !== 'Enter') return;
    event.preventDefault();
  });
  select.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || box.value === '') return;
    event.preventDefault();
    close();
  });
  select.addEventListener('click', () => {
    if (box.value !== '' && select.value !== '') close();
  });
  select.parentElement!.before(box);
}
