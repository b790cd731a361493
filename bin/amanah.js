#!/usr/bin/env node
// Plain JavaScript, so that an old Node can still say what is wrong instead of failing to parse TypeScript.
const [major] = process.versions.node.split('.').map(Number);
if (major < 26) {
  console.error(
    `Amanah needs Node.js 26 and this is ${process.version}. "npm ci" brings the right one along on Linux (x64, arm64): ` +
      'start through npm (npm start, npm run amanah -- ...), or install Node.js 26.',
  );
  process.exit(1);
}
// What was compiled is kept beside the packages, where only their owner writes; half of a start goes into compiling.
const { enableCompileCache, flushCompileCache } = await import('node:module');
enableCompileCache(`${import.meta.dirname}/../node_modules/.cache/compiled`);
const { main } = await import('../src/main.ts');
// Now and not at the end: a program that is killed has no end.
flushCompileCache();
await main(process.argv.slice(2));
