// Long because drawing by finger, mouse and keyboard happens on one board, whatever somebody draws with.
import type { Marker } from 'maplibre-gl';
import { writeCoordinates } from '#kernel/coordinates.ts';
import type { Position } from '#kernel/geometry.ts';
import { isFault, measured, shapeOf } from '#kernel/shape.ts';
import { readShapeText } from '#kernel/shape-text.ts';
import { fill } from '#kernel/text.ts';
import { findPlaces, refusalAt } from '$lib/drawing/ask.ts';
import { betweenCorners, Corners } from '$lib/drawing/corners.ts';
import { type Library, layShapes, lookAt, type MapOfLibrary, openMap } from '$lib/drawing/ground.ts';
import type { DrawSetting } from '$lib/drawing/settings.ts';

// Draws the answer of a question on a map. What is drawn is written into the box of coordinates, which is what is sent:
// without script, or without the map, the same box is typed into.

/** Told to the other maps of the page when one knows where the matter is. */
const PLACED = 'amanah-placed';
const NEAR_PIXELS = 14;
const NUDGE_PIXELS = 6;

class Board {
  readonly #root: HTMLElement;
  readonly #setting: DrawSetting;
  readonly #box: HTMLInputElement | HTMLTextAreaElement;
  readonly #corners = new Corners();
  readonly #markers: Marker[] = [];
  readonly #refused = new Map<string, string>();
  #map: MapOfLibrary | undefined;
  #library: Library | undefined;
  #finished = false;
  #chosen: number | undefined;

  constructor(root: HTMLElement) {
    this.#root = root;
    this.#setting = JSON.parse(root.dataset.draw ?? '{}') as DrawSetting;
    this.#box = document.getElementById(this.#setting.target) as HTMLTextAreaElement;
  }

  #part<E extends HTMLElement = HTMLElement>(name: string): E {
    return this.#root.querySelector<E>(`[data-part="${name}"]`)!;
  }

  #press(name: string, act: () => void): void {
    this.#root.querySelector(`[data-part="${name}"]`)?.addEventListener('click', act);
  }

  #number(value: number): string {
    return new Intl.NumberFormat('en', { maximumFractionDigits: 1 }).format(value);
  }

  async start(): Promise<void> {
    const { words } = this.#setting;
    try {
      const { map, library } = await openMap(this.#part('map'), this.#setting);
      this.#map = map;
      this.#library = library;
      this.#part('word').remove();
      map.doubleClickZoom.disable();
      map.on('click', ({ point, lngLat }) => this.#tap(point, [lngLat.lng, lngLat.lat]));
      map.getCanvas().addEventListener('keydown', (event) => this.#key(event));
      this.#listen();
      this.#read();
      lookAt(map, this.#corners.points);
      this.#finished = this.#corners.points.length > 0;
      this.#draw();
      this.#root.dataset.ready = '';
    } catch {
      this.#part('word').textContent = words.failed;
      this.#root.dataset.failed = '';
    }
  }

  #listen(): void {
    this.#press('add', () => this.#add(this.#middle()));
    this.#press('undo', () => this.#change(() => this.#corners.undo()));
    this.#press('remove', () => this.#remove(this.#chosen ?? this.#corners.points.length - 1));
    this.#press('clear', () => this.#change(() => this.#corners.set([])));
    this.#press('finish', () => this.#finish(!this.#finished));
    this.#press('locate', () => this.#locate());
    this.#press('find', () => void this.#find());
    this.#part('asked')?.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return;
      event.preventDefault();
      void this.#find();
    });
    this.#box.addEventListener('change', () => {
      this.#read();
      lookAt(this.#map!, this.#corners.points);
      this.#draw();
    });
    const file = this.#root.parentElement?.querySelector<HTMLInputElement>('input[type="file"]');
    file?.addEventListener('change', async () => {
      const [given] = file.files ?? [];
      if (given === undefined) return;
      this.#box.value = await given.text();
      // What it holds is in the box now, where it can be seen and mended.
      file.value = '';
      this.#box.dispatchEvent(new Event('change', { bubbles: true }));
    });
    document.addEventListener(PLACED, (event) => {
      const { from, at } = (event as CustomEvent<{ from: Board; at: Position }>).detail;
      if (from === this || this.#corners.points.length > 0) return;
      this.#map?.jumpTo({ center: [at[0], at[1]], zoom: Math.max(this.#map.getZoom(), 16) });
    });
  }

  /** Takes over what is written in the box, or says what cannot be read of it. */
  #read(): void {
    const { kind } = this.#setting;
    const found = readShapeText(kind === 'polygon' ? 'polygon' : 'line', this.#box.value);
    if (isFault(found)) {
      this.#say(found.text[this.#setting.language]);
      return;
    }
    const points = kind === 'point' ? found.points.slice(0, 1) : found.points;
    const closed = kind === 'polygon' && points.length > 1 && String(points[0]) === String(points.at(-1));
    this.#corners.set(closed ? points.slice(0, -1) : points);
    for (const point of this.#corners.points) void this.#ask(point);
  }

  #middle(): Position {
    const { lng, lat } = this.#map!.getCenter();
    return [lng, lat];
  }

  #tap(pixel: { x: number; y: number }, at: Position): void {
    const corners = this.#corners.points.map(([x, y]) => this.#map!.project([x, y]));
    const between =
      this.#setting.kind === 'point'
        ? undefined
        : betweenCorners(pixel, corners, this.#setting.kind === 'polygon' && this.#finished, NEAR_PIXELS);
    if (between !== undefined) this.#change(() => this.#corners.add(at, between), at);
    else this.#add(at);
  }

  #add([longitude, latitude]: Position): void {
    const point: Position = [Number(longitude.toFixed(6)), Number(latitude.toFixed(6))];
    if (this.#setting.kind === 'point') this.#change(() => this.#corners.set([point]), point);
    else if (!this.#finished) this.#change(() => this.#corners.add(point), point);
  }

  #remove(index: number): void {
    if (index < 0 || index >= this.#corners.points.length) return;
    this.#change(() => this.#corners.remove(index));
    this.#map?.getCanvas().focus();
  }

  #finish(finished: boolean): void {
    this.#finished = finished;
    this.#draw();
  }

  #change(change: () => void, added?: Position): void {
    change();
    this.#chosen = undefined;
    if (this.#corners.points.length === 0) this.#finished = false;
    this.#box.value = this.#corners.points
      .map(([longitude, latitude]) => writeCoordinates({ longitude, latitude }))
      .join('\n');
    this.#box.dispatchEvent(new Event('input', { bubbles: true }));
    this.#draw();
    if (added === undefined) return;
    void this.#ask(added);
    document.dispatchEvent(new CustomEvent(PLACED, { detail: { from: this, at: added } }));
  }

  /** Asks whether a corner lies where the municipality serves; without an answer the server says so when it is sent. */
  async #ask(point: Position): Promise<void> {
    const refusal = await refusalAt(point, this.#setting.language);
    if (refusal === null) return;
    this.#refused.set(String(point), refusal);
    this.#tell();
  }

  #draw(): void {
    const { kind, words } = this.#setting;
    const { points } = this.#corners;
    const map = this.#map!;
    const area = kind === 'polygon' && points.length > 2;
    if (kind !== 'point') layShapes(map, [{ kind: area ? 'polygon' : 'line', points, label: words.label }]);
    while (this.#markers.length > points.length) this.#markers.pop()!.remove();
    for (const [index, [longitude, latitude]] of points.entries()) {
      const marker = this.#markers[index] ?? this.#mark(index);
      marker.setLngLat([longitude, latitude]).addTo(map);
      marker.getElement().setAttribute('aria-pressed', String(index === this.#chosen));
    }
    this.#root.dataset.finished = String(this.#finished);
    this.#tell();
  }

  #mark(index: number): Marker {
    const { kind, words } = this.#setting;
    const element = document.createElement('button');
    element.type = 'button';
    element.className = kind === 'point' ? 'pin' : 'corner';
    element.setAttribute('aria-label', fill(words.corner, { number: index + 1 }));
    const anchor = kind === 'point' ? 'bottom' : 'center';
    const marker = new this.#library!.Marker({ element, anchor, draggable: true });
    const now = (): Position => {
      const { lng, lat } = marker.getLngLat();
      return [Number(lng.toFixed(6)), Number(lat.toFixed(6))];
    };
    // While it is dragged the line follows and its length is told; only where it is let go counts.
    marker.on('drag', () => {
      const points = this.#corners.points.with(index, now());
      if (kind === 'point') return;
      layShapes(this.#map!, [{ kind: kind === 'polygon' && points.length > 2 ? kind : 'line', points, label: '' }]);
      this.#measure(points);
    });
    marker.on('dragend', () => this.#change(() => this.#corners.move(index, now()), now()));
    element.addEventListener('click', (event) => {
      event.stopPropagation();
      if (kind === 'polygon' && index === 0 && !this.#finished && this.#corners.points.length > 2) {
        this.#finish(true);
        return;
      }
      this.#chosen = this.#chosen === index ? undefined : index;
      this.#draw();
    });
    element.addEventListener('keydown', (event) => this.#keyOnCorner(event, index));
    this.#markers[index] = marker;
    return marker;
  }

  #keyOnCorner(event: KeyboardEvent, index: number): void {
    const [x, y] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [];
    if (event.key === 'Delete' || event.key === 'Backspace') this.#remove(index);
    else if (x !== undefined && y !== undefined) {
      const [longitude, latitude] = this.#corners.points[index]!;
      const pixel = this.#map!.project([longitude, latitude]);
      const { lng, lat } = this.#map!.unproject([pixel.x + x * NUDGE_PIXELS, pixel.y + y * NUDGE_PIXELS]);
      const to: Position = [Number(lng.toFixed(6)), Number(lat.toFixed(6))];
      this.#change(() => this.#corners.move(index, to), to);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #key(event: KeyboardEvent): void {
    if (event.key === 'Enter') this.#add(this.#middle());
    else if (event.key === 'Backspace' || event.key === 'Delete') this.#remove(this.#corners.points.length - 1);
    else if (event.key === 'z' && (event.ctrlKey || event.metaKey)) this.#change(() => this.#corners.undo());
    else return;
    event.preventDefault();
  }

  /** The measures of the drawing, and what is wrong with it as it stands. */
  #tell(): void {
    const { kind, language, words, min, max } = this.#setting;
    const { points } = this.#corners;
    this.#measure(points);
    const outside = points.map((point) => this.#refused.get(String(point))).find((text) => text !== undefined);
    const found = kind === 'point' || points.length === 0 ? undefined : shapeOf(kind, points, { min, max });
    const wrong = found !== undefined && isFault(found) ? found : undefined;
    // What is still being drawn may be too short yet, never too long.
    const early = !this.#finished && (wrong?.code === 'too-few-points' || wrong?.code === 'too-small');
    this.#say(outside ?? (early ? '' : (wrong?.text[language] ?? '')));
    const disabled = (name: string, so: boolean) => {
      const button = this.#root.querySelector<HTMLButtonElement>(`[data-part="${name}"]`);
      if (button) button.disabled = so;
    };
    disabled('undo', !this.#corners.undoable);
    disabled('remove', points.length === 0);
    disabled('clear', points.length === 0);
    disabled('add', this.#finished);
    disabled('finish', points.length < (kind === 'polygon' ? 3 : 2));
    const finish = this.#root.querySelector('[data-part="finish"] span');
    if (finish) finish.textContent = this.#finished ? words.goOn : words.finish;
  }

  #measure(points: readonly Position[]): void {
    const { kind, words } = this.#setting;
    const place = this.#part('measure');
    if (kind === 'point') return;
    const { metres, squareMetres = 0 } = measured(kind, points);
    place.textContent =
      points.length < 2
        ? words.none
        : fill(kind === 'line' ? words.length : words.area, {
            length: this.#number(metres),
            area: this.#number(squareMetres),
          });
  }

  #say(text: string): void {
    const place = this.#part('fault');
    if (place.textContent !== text) place.textContent = text;
  }

  #locate(): void {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        this.#map!.jumpTo({ center: [coords.longitude, coords.latitude], zoom: 17 });
        if (this.#setting.kind === 'point') this.#add([coords.longitude, coords.latitude]);
      },
      () => this.#say(this.#setting.words.denied),
    );
  }

  async #find(): Promise<void> {
    const { language, words } = this.#setting;
    const list = this.#part('found');
    const asked = this.#part<HTMLInputElement>('asked').value.trim();
    if (asked === '') return list.replaceChildren();
    list.textContent = words.searching;
    const found = await findPlaces(asked, language);
    if (found.length === 0) {
      list.textContent = words.nothing;
      return;
    }
    list.replaceChildren(
      ...found.map(({ name, within, point }) => {
        const item = document.createElement('li');
        const button = document.createElement('button');
        button.type = 'button';
        button.textContent = within === '' ? name : `${name} · ${within}`;
        button.addEventListener('click', () => {
          this.#map!.jumpTo({ center: [point[0], point[1]], zoom: 16 });
          list.replaceChildren();
          this.#map!.getCanvas().focus();
        });
        item.append(button);
        return item;
      }),
    );
  }
}

for (const root of document.querySelectorAll<HTMLElement>('[data-draw]')) void new Board(root).start();
