import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const FAMILY = '@fontsource/ibm-plex-sans-arabic';
const WEIGHTS = [400, 500, 600, 700];
/** The parts of the family that documents are written with, by the characters they hold. */
const SCRIPTS = {
  arabic: 'U+0600-06FF,U+0750-077F,U+0870-08FF,U+200C-200E,U+2010-2011,U+FB50-FDFF,U+FE70-FEFC',
  latin:
    'U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-200B,U+200F,U+2012-206F,U+20AC,U+2122,U+2212',
};

let made: string | undefined;

/** A style sheet that holds the project's own font: a page with it looks the same on any machine, without a network. */
export function paperFonts(): string {
  made ??= read();
  return made;
}

function read(): string {
  const { resolve } = createRequire(import.meta.url);
  return Object.entries(SCRIPTS)
    .flatMap(([script, range]) =>
      WEIGHTS.map((weight) => {
        const bytes = readFileSync(resolve(`${FAMILY}/files/ibm-plex-sans-arabic-${script}-${weight}-normal.woff2`));
        const source = `url(data:font/woff2;base64,${bytes.toString('base64')}) format("woff2")`;
        return `@font-face{font-family:"IBM Plex Sans Arabic";font-weight:${weight};src:${source};unicode-range:${range}}`;
      }),
    )
    .join('');
}
