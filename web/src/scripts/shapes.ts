import { layShapes, lookAt, openMap } from '$lib/drawing/ground.ts';
import type { ShapesSetting } from '$lib/drawing/settings.ts';

// Shows what was drawn, and what others do beside it. The list beside says the same in words.

async function show(container: HTMLElement): Promise<void> {
  const setting = JSON.parse(container.dataset.shapes ?? '{}') as ShapesSetting;
  const word = container.querySelector('[data-part="word"]');
  const holder = container.querySelector<HTMLElement>('[data-part="map"]')!;
  try {
    const { map, library } = await openMap(holder, setting);
    word?.remove();
    layShapes(map, setting.shapes);
    for (const { kind, points, label, other } of setting.shapes) {
      const [at] = points;
      if (at === undefined || (kind !== 'point' && !other)) continue;
      const mark = document.createElement('span');
      mark.className = other ? 'tag' : 'pin';
      mark.setAttribute('role', 'img');
      mark.setAttribute('aria-label', label);
      mark.textContent = other ? label : '';
      new library.Marker({ element: mark, anchor: 'bottom' }).setLngLat([at[0], at[1]]).addTo(map);
    }
    const mine = setting.shapes.filter(({ other }) => !other);
    lookAt(
      map,
      (mine.length > 0 ? mine : setting.shapes).flatMap(({ points }) => points),
    );
    container.dataset.ready = '';
  } catch {
    if (word) word.textContent = setting.words.failed;
  }
}

for (const container of document.querySelectorAll<HTMLElement>('[data-shapes]')) void show(container);
