// The clock of a call, and the focus where the call is over but for its end.
import { clockOf } from '../routes/[lang=lang]/(office)/office/desk/[call=id]/clock.ts';

const clock = document.querySelector<HTMLElement>('[data-call-clock]');
const shown = clock?.querySelector('bdi');
if (clock && shown) {
  const begun = performance.now() - Number(clock.dataset.callClock) * 1_000;
  const target = Number(clock.dataset.target ?? Number.POSITIVE_INFINITY);
  const reader = {
    language: document.documentElement.lang === 'en' ? 'en' : 'ar',
    digits: clock.dataset.digits === 'arab' ? 'arab' : 'latn',
  } as const;
  setInterval(() => {
    const seconds = Math.round((performance.now() - begun) / 1_000);
    shown.textContent = clockOf(seconds, reader);
    clock.classList.toggle('over', seconds > target);
  }, 1_000);
}
document.querySelector<HTMLElement>('[data-call-finished] #end-call')?.focus();
