import type { ServerLoadEvent } from '@sveltejs/kit';

/**
 * For a page whose address carries a tracking code: nobody the page leads to learns the address, and no search engine
 * keeps it.
 */
export function asSecret({ setHeaders }: Pick<ServerLoadEvent, 'setHeaders'>): void {
  setHeaders({ 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex, nofollow', 'cache-control': 'no-store' });
}
