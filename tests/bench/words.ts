/**
 * `node tests/bench/words.ts`: how often the words of the first city's categories name the right category for a sentence,
 * where nothing has been learned yet. The sentences are made up (`sentences-ar.json` says how), so this compares choices
 * of words and says little of real reports. `--wrong` lists what is not named first.
 */
import { readFileSync } from 'node:fs';
import type { ReportCatalogue } from '../../src/modules/reports/model.ts';
import { findCategories } from '../../src/modules/reports/rules.ts';
import { say } from './say.ts';

const read = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const catalogue: ReportCatalogue = read('../../tenants/eastern/report-categories.json');
const { about: _, ...halves }: Record<string, Record<string, string>> = read('./sentences-ar.json');

for (const [half, sentences] of Object.entries(halves)) {
  const places = Object.entries(sentences).map(([code, text]) => {
    const found = findCategories(catalogue, text, 'ar').map((category) => category.code);
    if (process.argv.includes('--wrong') && found[0] !== code) say(`${code} ${text}`, found.slice(0, 3).join(' '));
    return found.indexOf(code);
  });
  const share = (right: (place: number) => boolean) =>
    `${((100 * places.filter(right).length) / places.length).toFixed(0)} % of ${places.length}`;
  say(
    `${half}: named first`,
    share((place) => place === 0),
  );
  say(
    `${half}: among the first three`,
    share((place) => place >= 0 && place < 3),
  );
}
