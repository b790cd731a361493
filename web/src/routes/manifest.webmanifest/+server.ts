import { say } from '#kernel/text.ts';
import { layout } from '$lib/messages/layout.ts';
import type { RequestHandler } from './$types';

/** What a phone needs to keep the portal among its apps, under the tenant's own name. */
export const GET: RequestHandler = ({ locals }) => {
  const { tenant, language, direction } = locals;
  const t = layout(language);
  const name = say(tenant.name, language);
  const icon = (size: number, purpose: string) => ({
    src: `/icon-${size}.png`,
    sizes: `${size}x${size}`,
    type: 'image/png',
    purpose,
  });
  const manifest = {
    id: '/',
    name,
    short_name: name,
    lang: language,
    dir: direction,
    start_url: `/${language}`,
    scope: '/',
    display: 'browser',
    background_color: '#ffffff',
    theme_color: '#104631',
    icons: [
      { src: '/mark.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
      icon(192, 'any'),
      icon(512, 'maskable'),
    ],
    shortcuts: [
      { name: t('nav.report'), url: `/${language}/report` },
      { name: t('nav.track'), url: `/${language}/track` },
    ],
  };
  return new Response(JSON.stringify(manifest), {
    headers: { 'content-type': 'application/manifest+json', 'cache-control': 'public, max-age=3600' },
  });
};
