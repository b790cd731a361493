/**
 * `node tests/bench/duplicates.ts [--fit]`: how good the suggestion of duplicates is,
 * against what the clerks of a real city wrote when they closed requests ("Duplicate of Existing Case … 101002…").
 * Weights are learned from requests made before 2018 (`--fit` does it and prints them), figures are of those made since.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ImportedReport } from '../../src/modules/reports/model.ts';
import { ReportCatalogue } from '../../src/modules/reports/model.ts';
import {
  type Comparable,
  chanceOf,
  type Evidence,
  evidenceOf,
  LIKELY_SCORE,
  likelyDuplicates,
  readOpen311,
  WEIGHTS,
} from '../../src/modules/reports/rules.ts';
import { REAL_CITY } from './cities.ts';
import { say } from './say.ts';

const LIMITS = { radiusMetres: 60, withinDays: 45 };
const TESTED_FROM = '2018-01-01';
/** Degrees of a cell in which neighbours are looked for: more than the radius. */
const CELL = 0.001;
const MOST = 5;
/** Scores up to 0.2 and above, in steps of a fiftieth. */
const BINS = 10;

interface Report extends Comparable {
  readonly id: string;
  readonly closedAt: string | null;
  readonly noted: boolean;
  readonly duplicateOf: string | null;
}

function read(): Report[] {
  const root = join(import.meta.dirname, '../..');
  const catalogue = ReportCatalogue.parse(
    JSON.parse(readFileSync(join(root, 'tenants/boston/report-categories.json'), 'utf8')),
  );
  const lines = gunzipSync(readFileSync(REAL_CITY)).toString('utf8').trim().split('\n');
  const reports = [...readOpen311(lines, { catalogue, language: 'en', area: null, now: Temporal.Now.instant() })];
  return reports
    .filter((one): one is ImportedReport => !('reason' in one))
    .map(({ externalId, category, point, openedAt, closedAt, description, state, duplicateOf }) => ({
      id: externalId,
      category: category.code,
      group: category.group,
      point,
      openedAt,
      closedAt,
      text: description,
      noted: state === 'duplicate',
      duplicateOf,
    }))
    .sort((a, b) => (a.openedAt < b.openedAt ? -1 : 1));
}

/** Requests that notes tie to each other, directly or through a third, are one thing: the same name for all of them. */
function thingsOf(reports: readonly Report[]): (id: string) => string {
  const parent = new Map<string, string>();
  const root = (id: string): string => {
    const up = parent.get(id);
    if (up === undefined || up === id) return id;
    const top = root(up);
    parent.set(id, top);
    return top;
  };
  for (const { id, duplicateOf } of reports) if (duplicateOf !== null) parent.set(root(id), root(duplicateOf));
  return root;
}

/** What was open nearby when each report came in, as the office's page would look for it. */
function* arrivals(reports: readonly Report[]): Generator<{ report: Report; open: Report[] }> {
  const cells = new Map<string, Report[]>();
  const cellOf = ({ longitude, latitude }: Report['point'], dx = 0, dy = 0) =>
    `${Math.floor(longitude / CELL) + dx},${Math.floor(latitude / CELL) + dy}`;
  const days = LIMITS.withinDays * 86_400_000;
  for (const report of reports) {
    const now = Date.parse(report.openedAt);
    const open: Report[] = [];
    for (const dx of [-1, 0, 1]) {
      for (const dy of [-1, 0, 1]) {
        const key = cellOf(report.point, dx, dy);
        const kept = (cells.get(key) ?? []).filter((one) => now - Date.parse(one.openedAt) <= days);
        if (kept.length > 0) cells.set(key, kept);
        open.push(...kept.filter(({ closedAt }) => closedAt === null || Date.parse(closedAt) > now));
      }
    }
    yield { report, open };
    const own = cellOf(report.point);
    cells.set(own, [...(cells.get(own) ?? []), report]);
  }
}

const KEYS = ['none', 'near', 'recent', 'words', 'told'] as const;
const PASSES = 1_500;

/** Logistic regression by gradient descent over all pairs; the weight of the category stays as it is reasoned. */
function fit(pairs: readonly { evidence: Evidence; same: boolean }[]): typeof WEIGHTS {
  const weights: Record<string, number> = { ...WEIGHTS };
  const seen: Record<string, number> = Object.fromEntries(KEYS.map((key) => [key, 1e-9]));
  for (let pass = 0; pass < PASSES; pass++) {
    const slope: Record<string, number> = Object.fromEntries(KEYS.map((key) => [key, 0]));
    for (const { evidence, same } of pairs) {
      const error = chanceOf(evidence, weights as typeof WEIGHTS) - (same ? 1 : 0);
      for (const key of KEYS) slope[key]! += (error * (key === 'none' ? 1 : evidence[key])) / pairs.length;
    }
    for (const key of KEYS) {
      seen[key]! += slope[key]! ** 2;
      weights[key]! -= (0.5 * slope[key]!) / Math.sqrt(seen[key]!);
    }
  }
  return weights as typeof WEIGHTS;
}

const percent = (part: number, whole: number) =>
  whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} % (${part} of ${whole})`;

function main(): void {
  const reports = read();
  const thing = thingsOf(reports);
  const known = new Map(reports.map((report) => [report.id, report]));
  const pairs: { evidence: Evidence; same: boolean }[] = [];
  const tally = { named: 0, reach: 0, first: 0, five: 0, likely: 0, likelyNamed: 0, likelyNoted: 0 };
  const loose = { noted: 0, notedShown: 0, shown: 0, shownNoted: 0, shownNamed: 0, all: 0 };
  const bins = Array.from({ length: BINS }, () => ({ of: 0, named: 0, noted: 0, claims: 0 }));
  let milliseconds = 0;
  for (const { report, open } of arrivals(reports)) {
    const original = report.duplicateOf === null ? undefined : known.get(report.duplicateOf);
    const isSame = (other: Report) => thing(other.id) === thing(report.id) && thing(report.id) !== undefined;
    if (report.openedAt < TESTED_FROM) {
      // A note that names nothing here says only that one of them is the same, not which.
      if (report.noted && original === undefined) continue;
      for (const candidate of open) {
        const { evidence, distanceMetres } = evidenceOf(report, candidate);
        if (distanceMetres > LIMITS.radiusMetres || candidate.group !== report.group) continue;
        pairs.push({ evidence, same: candidate.id !== report.id && isSame(candidate) });
      }
      continue;
    }
    const started = performance.now();
    const found = likelyDuplicates(report, open, LIMITS, MOST);
    milliseconds += performance.now() - started;
    const first = found[0];
    loose.all += 1;
    if (report.noted) loose.noted += 1;
    if (report.noted && first) loose.notedShown += 1;
    if (first) {
      loose.shown += 1;
      if (report.noted) loose.shownNoted += 1;
      if (isSame(first.candidate)) loose.shownNamed += 1;
      const bin = bins[Math.min(BINS - 1, Math.floor(first.score * 50))]!;
      bin.of += 1;
      bin.claims += first.score;
      if (isSame(first.candidate)) bin.named += 1;
      if (report.noted) bin.noted += 1;
      if (first.score >= LIKELY_SCORE) {
        tally.likely += 1;
        if (isSame(first.candidate)) tally.likelyNamed += 1;
        if (report.noted) tally.likelyNoted += 1;
      }
    }
    if (original !== undefined && original.openedAt < report.openedAt) {
      tally.named += 1;
      if (open.some(isSame)) tally.reach += 1;
      if (first !== undefined && isSame(first.candidate)) tally.first += 1;
      if (found.some(({ candidate }) => isSame(candidate))) tally.five += 1;
    }
  }
  if (process.argv.includes('--fit')) {
    console.log(`pairs until ${TESTED_FROM}: ${pairs.length}, joined ${pairs.filter(({ same }) => same).length}`);
    console.log(fit(pairs));
    return;
  }
  say(`requests since ${TESTED_FROM}`, String(loose.all));
  say('closed with a note that says duplicate', percent(loose.noted, loose.all));
  say('… that names an earlier request of the file', String(tally.named));
  say('recall: the named one was still open within 60 m and 45 days', percent(tally.reach, tally.named));
  say('recall: it (or a request tied to it) was suggested', percent(tally.five, tally.named));
  say('recall: it was suggested first', percent(tally.first, tally.named));
  say('recall, loosely: noted as a duplicate, and something was suggested', percent(loose.notedShown, loose.noted));
  say('requests for which anything is suggested', percent(loose.shown, loose.all));
  say('precision of the first suggestion, at least (tied by notes)', percent(loose.shownNamed, loose.shown));
  say('… the request was closed as a duplicate of something', percent(loose.shownNoted, loose.shown));
  say(`marked as likely (${LIKELY_SCORE} and more)`, percent(tally.likely, loose.all));
  say('precision of those, at least (tied by notes)', percent(tally.likelyNamed, tally.likely));
  say('… the request was closed as a duplicate of something', percent(tally.likelyNoted, tally.likely));
  for (const { of, named, noted, claims } of bins) {
    if (of > 0)
      say(`  scores about ${(claims / of).toFixed(2)}`, `tied ${percent(named, of)}, noted ${percent(noted, of)}`);
  }
  say('ranking, for each request', `${((1_000 * milliseconds) / loose.all).toFixed(0)} µs`);
}

main();
