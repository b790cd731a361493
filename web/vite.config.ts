import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import adapterNode from '@sveltejs/adapter-node';
import type { Adapter } from '@sveltejs/kit';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

// Built from the project's root (`vite build web`): the adapter reads which packages stay outside from the package.json
// of the current folder, and the build loads them from node_modules when it runs.
const here = import.meta.dirname;
const out = resolve(here, 'build');

/**
 * The Node adapter, with a `handler.js` that takes the protocol of a request from our own server
 * (`request.amanah.protocol`), never from a header a client could send.
 */
function mountedAdapter(): Adapter {
  const node = adapterNode({ out, envPrefix: 'AMANAH_WEB_' });
  return {
    ...node,
    async adapt(builder) {
      await node.adapt(builder);
      writeFileSync(
        `${out}/handler.js`,
        `process.env.AMANAH_WEB_PROTOCOL_HEADER = 'x-amanah-protocol';
process.env.AMANAH_WEB_BODY_SIZE_LIMIT ??= '64M';
const { handler: inner } = await import('./server/handler.js');
export const handler = (request, response, next) => {
  request.headers['x-amanah-protocol'] = request.amanah?.protocol ?? (request.socket.encrypted ? 'https' : 'http');
  return inner(request, response, next);
};
`,
      );
    },
  };
}

export default defineConfig({
  root: here,
  resolve: { alias: { $ui: resolve(here, 'src/ui'), $lib: resolve(here, 'src/lib') } },
  build: { target: 'es2022' },
  plugins: [
    sveltekit({
      adapter: mountedAdapter(),
      // A tenant answers on its own host name, so there is no one origin: hooks.server.ts compares Origin with Host.
      csrf: { trustedOrigins: ['*'] },
      csp: {
        mode: 'nonce',
        directives: {
          'default-src': ['self'],
          'script-src': ['self'],
          'style-src': ['self'],
          // The one style attribute in any page: SvelteKit hides its announcer of navigations with it.
          'style-src-attr': ['unsafe-hashes', 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='],
          'img-src': ['self', 'data:', 'blob:'],
          'font-src': ['self'],
          'connect-src': ['self'],
          'worker-src': ['self', 'blob:'],
          'object-src': ['none'],
          'frame-src': ['self'],
          'frame-ancestors': ['none'],
          'base-uri': ['none'],
          'form-action': ['self'],
          'require-trusted-types-for': ['script'],
          // "default" is the map's, and lets through the address of its worker only (ui/map-frame/maplibre.ts).
          'trusted-types': ['svelte-trusted-html', 'sveltekit-trusted-url', 'push-worker', 'proof-worker', 'default'],
        },
      },
      paths: { relative: false },
      version: { name: process.env.AMANAH_VERSION ?? 'development', pollInterval: 0 },
      compilerOptions: { runes: true },
    }),
  ],
});
