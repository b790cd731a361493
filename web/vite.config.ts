import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import adapterNode from '@sveltejs/adapter-node';
import type { Adapter } from '@sveltejs/kit';
import { sveltekit } from '@sveltejs/kit/vite';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build, defineConfig, type Plugin } from 'vite';

// Built from the project's root (`vite build web`): the adapter reads which packages stay outside from the package.json
// of the current folder, and the build loads them from node_modules when it runs.
const here = import.meta.dirname;
const out = resolve(here, 'build');

const alias = { $ui: resolve(here, 'src/ui'), $lib: resolve(here, 'src/lib') };

/** The words of one language only: the other's become empty. */
const wordsOf = (language: 'ar' | 'en'): Plugin => ({
  name: 'words-of-one-language',
  load: (id) =>
    id.includes(`/src/lib/messages/${language === 'ar' ? 'en' : 'ar'}/`)
      ? readFileSync(id, 'utf8')
          .match(/export const \w+/g)!
          .map((start) => `${start} = {};`)
          .join('\n')
      : null,
});

/**
 * Builds the scripts of single pages apart from the pages, each with what it imports and nothing else:
 * `src/scripts/<name>.ts` to `/scripts/<name>.js`, `src/scripts/islands/<name>.ts` to `/scripts/<name>.<language>.js`.
 * What several share, and what comes only when it is asked for, gets names by content.
 */
async function buildScripts(outDir: string): Promise<void> {
  const entriesOf = (folder: string, suffix: string) =>
    Object.fromEntries(
      readdirSync(resolve(here, folder))
        .filter((file) => /^[a-z-]+\.ts$/.test(file))
        .map((file) => [basename(file, '.ts') + suffix, resolve(here, folder, file)]),
    );
  const make = (input: Record<string, string>, plugins: Plugin[]) =>
    build({
      configFile: false,
      root: here,
      publicDir: false,
      logLevel: 'warn',
      resolve: { alias },
      plugins: [...plugins, svelte({ configFile: false, compilerOptions: { runes: true } })],
      build: {
        target: 'es2022',
        outDir,
        emptyOutDir: false,
        modulePreload: { polyfill: false },
        // The library that draws maps is large, and comes only to whoever has a map before them.
        chunkSizeWarningLimit: 1_200,
        rolldownOptions: {
          input,
          output: {
            entryFileNames: 'scripts/[name].js',
            chunkFileNames: '_app/immutable/scripts/[name].[hash].js',
            assetFileNames: '_app/immutable/scripts/[name].[hash][extname]',
          },
        },
      },
    });
  const islands = (['ar', 'en'] as const).flatMap((language) =>
    // Each for itself: they share little but Svelte, and nobody goes from one to another.
    Object.entries(entriesOf('src/scripts/islands', `.${language}`)).map(([name, file]) =>
      make({ [name]: file }, [wordsOf(language)]),
    ),
  );
  await Promise.all([make(entriesOf('src/scripts', ''), []), ...islands]);
}

/**
 * The Node adapter, with a `handler.js` that takes the protocol of a request from our own server
 * (`request.amanah.protocol`), never from a header a client could send.
 */
function mountedAdapter(): Adapter {
  const node = adapterNode({ out, envPrefix: 'AMANAH_WEB_' });
  return {
    ...node,
    async adapt(builder) {
      await buildScripts(resolve(builder.getClientDirectory()));
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
  resolve: { alias },
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
          'style-src-attr': ['none'],
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
          'trusted-types': ['svelte-trusted-html', 'push-worker', 'proof-worker', 'default'],
        },
      },
      paths: { relative: false },
      version: { name: process.env.AMANAH_VERSION ?? 'development', pollInterval: 0 },
      compilerOptions: { runes: true },
    }),
  ],
});
