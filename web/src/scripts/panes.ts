// Panes made wider and narrower by hand or by key, and remembered in the browser. Without script they keep their widths.
import { LIMITS, remembered, resized, type Side, signOf, stepOf, type Widths } from '$ui/panes/widths.ts';

const direction = () => (document.documentElement.dir === 'rtl' ? 'rtl' : 'ltr');

function stored(name: string, value?: Widths): Widths {
  try {
    if (value !== undefined) localStorage.setItem(name, JSON.stringify(value));
    return remembered(localStorage.getItem(name));
  } catch {
    // Storage may be forbidden: not remembered.
    return value ?? remembered(null);
  }
}

function bringAlive(frame: HTMLElement): void {
  const name = `panes-${frame.dataset.panes}`;
  const handles = [...frame.querySelectorAll<HTMLElement>('[data-pane-handle]')];
  const sideOf = (handle: HTMLElement): Side => (handle.dataset.paneHandle === 'queue' ? 'queue' : 'context');
  let widths = stored(name);

  function show(): void {
    for (const handle of handles) {
      const side = sideOf(handle);
      frame.style.setProperty(`--${side}`, `${widths[side]}px`);
      handle.setAttribute('aria-valuenow', String(widths[side]));
    }
  }
  function resize(side: Side, width: number): void {
    widths = resized(widths, side, width);
    stored(name, widths);
    show();
  }

  for (const handle of handles) {
    const side = sideOf(handle);
    // A separator that moves is a control (ARIA 1.2, section separator); without script it is a line.
    const [least, most] = LIMITS[side];
    for (const [attribute, value] of Object.entries({
      role: 'separator',
      tabindex: 0,
      'aria-orientation': 'vertical',
      'aria-label': handle.dataset.label,
      'aria-valuemin': least,
      'aria-valuemax': most,
    })) {
      handle.setAttribute(attribute, String(value));
    }
    handle.addEventListener('keydown', (event) => {
      const step = stepOf(event.key, side, direction());
      if (step === 0) return;
      event.preventDefault();
      resize(side, widths[side] + step);
    });
    handle.addEventListener('pointerdown', (event) => {
      handle.setPointerCapture(event.pointerId);
      const from = event.clientX;
      const width = widths[side];
      const move = (now: PointerEvent) => resize(side, width + (now.clientX - from) * signOf(side, direction()));
      handle.addEventListener('pointermove', move);
      handle.addEventListener('lostpointercapture', () => handle.removeEventListener('pointermove', move), {
        once: true,
      });
    });
  }
  show();
}

for (const frame of document.querySelectorAll<HTMLElement>('[data-panes]')) bringAlive(frame);
