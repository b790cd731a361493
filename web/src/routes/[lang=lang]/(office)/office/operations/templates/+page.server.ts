import { say, type Text } from '#kernel/text.ts';
import { mayOperate, staffOf } from '$lib/office/access.ts';
import type { PageServerLoad } from './$types';
import { scopesOf, scopeTitle } from './scopes.ts';

const KINDS = ['receipt', 'progress', 'question', 'outcome', 'survey', 'work'] as const;

interface Item {
  readonly key: string;
  readonly scope: string;
  readonly version: number;
  readonly publishedAt: string;
  readonly draft: boolean;
  readonly body: {
    readonly purpose: Text;
    readonly kind: (typeof KINDS)[number];
    readonly sms?: unknown;
    readonly email?: unknown;
    readonly inbox?: unknown;
  };
}

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayOperate);
  const { locals } = event;
  const [{ items, drafts }, scopes] = await Promise.all([
    locals.call<{ items: Item[]; drafts: { key: string; scope: string; changedAt: string }[] }>(
      'notifications.list-templates',
      {},
    ),
    scopesOf(locals),
  ]);
  const title = (scope: string) => scopeTitle(scope, scopes, locals.language);
  return {
    rows: items
      .filter(({ scope }) => scope === '')
      .map((item) => ({
        id: item.key,
        key: item.key,
        purpose: say(item.body.purpose, locals.language),
        kind: item.body.kind,
        channels: (['email', 'sms', 'inbox'] as const).filter((channel) => item.body[channel] !== undefined),
        version: item.version,
        publishedAt: item.publishedAt,
        draft: item.draft,
        own: [
          ...items
            .filter(({ key, scope }) => key === item.key && scope !== '')
            .map(({ scope, draft }) => ({ scope, title: title(scope), draft })),
          ...drafts
            .filter(({ key }) => key === item.key)
            .map(({ scope }) => ({ scope, title: title(scope), draft: true })),
        ],
      }))
      .toSorted((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind)),
  };
};
