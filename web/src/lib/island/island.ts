import { type Component, hydrate } from 'svelte';
import { localeContext, type PageLocale } from '../locale.ts';
import { keepTypedEarly } from '../typed-early.ts';

/** What the server hands to the script of an island: the reader's locale and the component's properties. */
export interface IslandData<Props> {
  readonly locale: PageLocale;
  readonly props: Props;
}

/** `data` in a script element that is never run, for the page: nothing in it can end the element. */
export const written = (data: IslandData<object>): string =>
  `<script type="application/json">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>`;

/**
 * Takes over a part of the page that the server has drawn with the same component (`Island.svelte`). What somebody wrote
 * before the script had come stays as they wrote it.
 */
export function takeOver<Props extends object>(name: string, component: Component<Props>): void {
  for (const target of document.querySelectorAll(`[data-island="${name}"]`)) {
    const { locale, props } = JSON.parse(target.nextElementSibling?.textContent ?? '{}') as IslandData<Props>;
    const putBack = keepTypedEarly(target);
    hydrate(component, { target, props, context: localeContext(() => locale) });
    putBack();
  }
}
