import { type Component, hydrate } from 'svelte';
import { localeContext, type PageLocale } from '../locale.ts';
import { keepTypedEarly } from '../typed-early.ts';

/** What the server hands to the script of an island: the reader's locale and the component's properties. */
export interface IslandData<Props> {
  readonly locale: PageLocale;
  readonly props: Props;
}

/** `data` in a script element that is never run, for the page: nothing in it can end the element. */
export const written = (name: string, data: IslandData<object>): string =>
  `<script type="application/json" data-island-data="${name}">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>`;

/**
 * Takes over a part of the page that the server has drawn with the same component (`Island.svelte`). What somebody wrote
 * before the script had come stays as they wrote it.
 */
export function takeOver<Props extends object>(name: string, component: Component<Props>): void {
  const target = document.querySelector(`[data-island="${name}"]`);
  const text = document.querySelector(`[data-island-data="${name}"]`)?.textContent;
  if (target === null || !text) return;
  const { locale, props } = JSON.parse(text) as IslandData<Props>;
  const putBack = keepTypedEarly();
  hydrate(component, { target, props, context: localeContext(() => locale) });
  putBack();
}
