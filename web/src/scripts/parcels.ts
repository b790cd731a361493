import type { Parcel } from '#kernel/parcel.ts';
import type { Language } from '#kernel/text.ts';
import { layShapes, lookAt, type MapOfLibrary, openMap } from '$lib/drawing/ground.ts';
import { PARCEL_FACTS, type ParcelSetting, parcelFacts } from '$lib/drawing/parcel.ts';

// Looks a parcel up while its numbers are typed, and lets it be chosen on a map of parcels. What is chosen is written into the
// boxes, which are what is sent: without script, or without the map, the same boxes are typed into.

/** Degrees of longitude that a window may show for its parcels to be drawn. */
const WIDEST = 0.03;
const MOST = 300;

async function ask<Answer>(path: string, query: Record<string, string>, language: Language) {
  const response = await fetch(`/api/v1/territory/${path}?${new URLSearchParams(query)}`, {
    headers: { accept: 'application/json', 'accept-language': language },
  });
  return { ok: response.ok, answer: (await response.json()) as Answer & { detail?: string; title?: string } };
}

class Choice {
  readonly #root: HTMLElement;
  readonly #setting: ParcelSetting;
  readonly #boxes: readonly HTMLInputElement[];
  #map: MapOfLibrary | undefined;
  #around: readonly Parcel[] = [];
  #chosen: Parcel | null;
  /** Only the answer to the last question counts. */
  #asked = 0;

  constructor(root: HTMLElement) {
    this.#root = root;
    this.#setting = JSON.parse(root.dataset.parcels ?? '{}') as ParcelSetting;
    this.#chosen = this.#setting.chosen;
    this.#boxes = ['plan', 'number'].map(
      (part) => root.querySelector<HTMLInputElement>(`[name="${this.#setting.name}.${part}"]`)!,
    );
  }

  #part<E extends HTMLElement = HTMLElement>(name: string): E {
    return this.#root.querySelector<E>(`[data-part="${name}"]`)!;
  }

  async start(): Promise<void> {
    for (const box of this.#boxes) box.addEventListener('change', () => void this.#byNumbers());
    this.#part('find').addEventListener('click', (event) => {
      event.preventDefault();
      void this.#byNumbers();
    });
    const { words } = this.#setting;
    const word = this.#part('word');
    try {
      const holder = this.#part('map');
      const { map } = await openMap(holder, { ...this.#setting, words: { ...words, label: words.map } });
      this.#map = map;
      map.on('click', ({ lngLat }) => void this.#byPoint(lngLat.lng, lngLat.lat));
      map.getCanvas().addEventListener('keydown', (event) => {
        if (event.key !== 'Enter') return;
        event.preventDefault();
        const { lng, lat } = map.getCenter();
        void this.#byPoint(lng, lat);
      });
      map.on('moveend', () => void this.#look());
      this.#root.dataset.ready = '';
      if (this.#chosen) lookAt(map, this.#chosen.points);
      await this.#look();
    } catch {
      word.hidden = false;
      word.textContent = words.failed;
    }
  }

  /** Brings the borders of the parcels in view. */
  async #look(): Promise<void> {
    const map = this.#map!;
    const { words, language } = this.#setting;
    const bounds = map.getBounds();
    const [west, south, east, north] = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
    const near = east - west <= WIDEST && north - south <= WIDEST;
    if (near) {
      const window = { west, south, east, north, limit: MOST };
      const query = Object.fromEntries(Object.entries(window).map(([key, value]) => [key, String(value)]));
      const { ok, answer } = await ask<{ items: readonly Parcel[] }>('parcels', query, language);
      this.#around = ok ? answer.items : [];
    } else this.#around = [];
    const word = this.#part('word');
    word.textContent = near ? (this.#around.length === 0 ? words.empty : '') : words.closer;
    word.hidden = word.textContent === '';
    this.#draw();
  }

  #draw(): void {
    if (this.#map === undefined) return;
    const chosen = this.#chosen;
    const others = this.#around.filter(({ plan, number }) => plan !== chosen?.plan || number !== chosen.number);
    layShapes(this.#map, [
      ...others.map(({ points }) => ({ kind: 'polygon' as const, points, label: '', other: true })),
      ...(chosen === null ? [] : [{ kind: 'polygon' as const, points: chosen.points, label: '' }]),
    ]);
  }

  async #byNumbers(): Promise<void> {
    const [plan = '', number = ''] = this.#boxes.map(({ value }) => value.trim());
    if (plan === '' || number === '') return this.#tell(null, '');
    await this.#find({ plan, number }, true);
  }

  async #byPoint(longitude: number, latitude: number): Promise<void> {
    await this.#find({ longitude: String(longitude), latitude: String(latitude) }, false);
  }

  async #find(query: Record<string, string>, typed: boolean): Promise<void> {
    this.#asked += 1;
    const mine = this.#asked;
    const { words, language } = this.#setting;
    this.#part('fault').textContent = '';
    const found = await ask<Parcel>('parcel', query, language).catch(() => undefined);
    if (mine !== this.#asked || found === undefined) return;
    if (!found.ok) {
      const text = found.answer.detail ?? found.answer.title ?? words.failed;
      // A tap beside the parcels takes nothing away from what was chosen before.
      if (typed) this.#tell(null, text);
      else this.#part('fault').textContent = text;
      return;
    }
    const { answer } = found;
    const [plan, number] = this.#boxes;
    plan!.value = answer.plan;
    number!.value = answer.number;
    this.#tell(answer, '');
    if (typed && this.#map !== undefined) lookAt(this.#map, answer.points);
  }

  #tell(parcel: Parcel | null, fault: string): void {
    const { language, words } = this.#setting;
    this.#chosen = parcel;
    this.#part('fault').textContent = fault;
    const told = this.#part('parcel');
    told.hidden = parcel === null;
    const facts =
      parcel &&
      parcelFacts(parcel, language, words, (value) =>
        new Intl.NumberFormat('en', { maximumFractionDigits: 1 }).format(value),
      );
    for (const fact of PARCEL_FACTS) {
      const place = told.querySelector<HTMLElement>(`[data-fact="${fact}"]`)!;
      place.textContent = facts?.[fact] ?? '';
      if (fact !== 'told') place.parentElement!.hidden = place.textContent === '';
    }
    told.querySelector<HTMLElement>('[data-fact="approximate"]')!.hidden = parcel?.approximate !== true;
    // For the rules of the step, which read area and use from it.
    if (parcel === null) delete this.#root.dataset.chosen;
    else this.#root.dataset.chosen = JSON.stringify(parcel);
    this.#boxes[0]!.dispatchEvent(new Event('input', { bubbles: true }));
    this.#draw();
  }
}

for (const root of document.querySelectorAll<HTMLElement>('[data-parcels]')) void new Choice(root).start();
