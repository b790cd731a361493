import 'maplibre-gl/dist/maplibre-gl.css';
import { setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';

import type { Language } from '#kernel/text.ts';
import { ui } from '$lib/messages/ui.ts';

// Arabic labels are shaped by the library itself since version 6, so no plug-in is loaded.
export { Map as MapLibre, Marker, NavigationControl, Popup } from 'maplibre-gl';

interface TrustedTypesFactory {
  createPolicy(name: 'default', rules: { createScriptURL(url: string): string | null }): unknown;
  readonly defaultPolicy: unknown;
}

/**
 * Pages accept no script address that is plain text (`require-trusted-types-for 'script'`). The library starts its
 * worker from one, so that one address is let through, and no other.
 */
export function prepare(): void {
  const factory = (window as { trustedTypes?: TrustedTypesFactory }).trustedTypes;
  if (factory !== undefined && factory.defaultPolicy === null) {
    factory.createPolicy('default', { createScriptURL: (url) => (url === workerUrl ? url : null) });
  }
  setWorkerUrl(workerUrl);
}

/** What the library itself says on a map, in the language of the page; `title` names the map. */
export function libraryWords(language: Language, title: string): Record<string, string> {
  const t = ui(language);
  return {
    'Map.Title': title,
    'Marker.Title': t('map.mark'),
    'NavigationControl.ZoomIn': t('map.zoomIn'),
    'NavigationControl.ZoomOut': t('map.zoomOut'),
    'Popup.Close': t('map.closeCard'),
  };
}
