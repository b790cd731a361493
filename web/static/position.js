// Where the reader is: fills a field of coordinates, orders a list by what is nearest, says how far a place is.
// The words and the form of numbers come with the elements, so the script knows no language (about 2 KB).

const RADIUS = 6_371_008.8;
const radians = (degrees) => (degrees * Math.PI) / 180;

/** Metres between two points, as `distanceMetres` of the kernel. */
function metres(a, b) {
  const dLat = radians(b.latitude - a.latitude);
  const dLon = radians(b.longitude - a.longitude);
  const h =
    Math.sin(dLat / 2) ** 2 + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * Math.sin(dLon / 2) ** 2;
  return 2 * RADIUS * Math.asin(Math.min(1, Math.sqrt(h)));
}

const fill = (template, values) => template.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);

const pointOf = ({ dataset }) =>
  dataset.longitude === undefined ? null : { longitude: Number(dataset.longitude), latitude: Number(dataset.latitude) };

function number(element, value, digits = 0) {
  return new Intl.NumberFormat(element.dataset.numbers, { maximumFractionDigits: digits }).format(value);
}

function distanceText(element, away) {
  const { wordMetres, wordKilometres } = element.dataset;
  if (away < 1_000) {
    const round = away < 100 ? 1 : 10;
    return fill(wordMetres, { shown: number(element, Math.round(away / round) * round) });
  }
  return fill(wordKilometres, { shown: number(element, away / 1_000, away < 10_000 ? 1 : 0) });
}

const ask = (options) =>
  new Promise((resolve, reject) => {
    navigator.geolocation.getCurrentPosition(({ coords }) => resolve(coords), reject, options);
  });

/** Whether the reader allowed it before: then nobody is asked again. */
const allowed = async () =>
  (await navigator.permissions?.query({ name: 'geolocation' }).catch(() => undefined))?.state === 'granted';

/** A box for coordinates with a button that fills it; compares with `data-longitude`, `data-latitude`. */
class PositionField extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector('button');
    const input = this.querySelector('input');
    const word = this.querySelector('[role="status"]');
    if (!('geolocation' in navigator) || !button || !input || !word) return;
    const { dataset } = this;
    button.hidden = false;
    button.addEventListener('click', async () => {
      button.disabled = true;
      word.removeAttribute('data-tone');
      word.textContent = dataset.wordLooking;
      try {
        const here = await ask({ enableHighAccuracy: true, timeout: 20_000, maximumAge: 0 });
        input.value = `${here.latitude.toFixed(6)}, ${here.longitude.toFixed(6)}`;
        const said = [fill(dataset.wordFound, { accuracy: number(this, Math.max(1, here.accuracy)) })];
        const target = pointOf(this);
        if (target !== null) {
          const away = metres(here, target);
          const far = dataset.limit !== undefined && away > Number(dataset.limit);
          said.push(fill(dataset.wordDistance, { distance: distanceText(this, away) }));
          if (far) said.push(fill(dataset.wordFar, { limit: number(this, Number(dataset.limit)) }));
          word.dataset.tone = far ? 'far' : 'near';
        }
        word.textContent = said.join(' ');
      } catch (refusal) {
        word.dataset.tone = 'far';
        word.textContent = refusal.code === 1 ? dataset.wordDenied : dataset.wordFailed;
      }
      button.disabled = false;
    });
  }
}

/** Lists whose items have a place: says how far each is, and orders them by it when asked. */
class NearestFirst extends HTMLElement {
  async connectedCallback() {
    const button = this.querySelector('[data-near]');
    const word = this.querySelector('[role="status"]');
    if (!('geolocation' in navigator) || !button || !word) return;
    const { dataset } = this;
    const lists = [...this.querySelectorAll('[data-list]')].map((list) => ({ list, items: [...list.children] }));
    let here;
    let nearest = false;
    const away = (item) => {
      const point = pointOf(item);
      return here === undefined || point === null ? Number.POSITIVE_INFINITY : metres(here, point);
    };
    const show = () => {
      for (const { list, items } of lists) {
        list.append(...(nearest && here ? items.toSorted((a, b) => away(a) - away(b)) : items));
        for (const item of items) {
          const place = item.querySelector('[data-away]');
          if (!place || away(item) === Number.POSITIVE_INFINITY) continue;
          place.textContent = fill(dataset.wordAway, { distance: distanceText(this, away(item)) });
          place.hidden = false;
        }
      }
      button.lastElementChild.textContent = nearest ? dataset.wordDue : dataset.wordUse;
      word.textContent = nearest ? dataset.wordOn : '';
    };
    const look = async () => {
      word.textContent = dataset.wordLooking;
      try {
        here = await ask({ enableHighAccuracy: false, timeout: 15_000, maximumAge: 60_000 });
        show();
      } catch {
        nearest = false;
        show();
        word.textContent = dataset.wordFailed;
      }
    };
    button.hidden = false;
    button.addEventListener('click', () => {
      nearest = !nearest;
      if (nearest && here === undefined) look();
      else show();
    });
    if (await allowed()) look();
  }
}

/** How far its place is, where the reader allowed it before: the place itself is no reason to ask. */
class PlaceAway extends HTMLElement {
  async connectedCallback() {
    const target = pointOf(this);
    if (target === null || !('geolocation' in navigator) || !(await allowed())) return;
    const here = await ask({ maximumAge: 60_000 }).catch(() => undefined);
    if (here) this.textContent = fill(this.dataset.wordHere, { distance: distanceText(this, metres(here, target)) });
  }
}

customElements.define('amanah-position', PositionField);
customElements.define('amanah-nearest', NearestFirst);
customElements.define('amanah-away', PlaceAway);
