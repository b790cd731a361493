import { error } from '@sveltejs/kit';
import { isProblem } from '$lib/problem.ts';
import type { PageServerLoad } from './$types';

interface Mailbox {
  readonly items: readonly {
    readonly id: string;
    readonly channel: 'email' | 'sms';
    readonly address: string;
    readonly sender: string;
    readonly subject: string | null;
    readonly text: string;
    readonly html: string | null;
    readonly copies: number;
    readonly at: string;
  }[];
  readonly next: string | null;
}

/** An address of this very site in a text becomes a link to it; any other stays words. */
function piecesOf(text: string, host: string): { text: string; href: string | null }[] {
  return text.split(/(https?:\/\/\S+)/).map((piece) => {
    const url = URL.canParse(piece) ? new URL(piece) : null;
    const own = url !== null && /^https?:$/.test(url.protocol) && url.host === host;
    return { text: piece, href: own ? url.pathname + url.search : null };
  });
}

export const load: PageServerLoad = async ({ locals, url, setHeaders }) => {
  // Messages hold tracking codes.
  setHeaders({ 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex, nofollow' });
  try {
    const before = url.searchParams.get('before');
    const { items, next } = await locals.call<Mailbox>('notifications.list-dev-mailbox', { before, limit: 20 });
    return {
      before,
      next,
      items: items.map(({ html: _, text, ...item }) => ({ ...item, pieces: piecesOf(text, url.host) })),
    };
  } catch (problem) {
    // Only a demonstration has this operation.
    if (isProblem(problem) && problem.code === 'request.unknown-operation') error(404, 'no mailbox here');
    throw problem;
  }
};
