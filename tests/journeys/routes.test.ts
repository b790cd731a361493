import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { journey, useBrowser, type Visitor } from './browser.ts';
import { neighbourReports, type Receipt, someDistrict } from './city.ts';
import { onePersonOfEachRole, signIn } from './people.ts';
import { recordsOfAdministrator, recordsOfAnybody, recordsOfResident, recordsOfTriage } from './records.ts';

const ROUTES = join(import.meta.dirname, '../../web/src/routes');

/** Every page of the program, from its files: `/account/mandates`, `/office/reports/[id=id]`. */
const pages = readdirSync(ROUTES, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('+page.svelte'))
  .map((file) => file.split('/').filter((part) => !part.startsWith('(') && part !== '[lang=lang]'))
  .map((parts) => `/${parts.slice(0, -1).join('/')}`)
  .sort();

/** Who comes to a page: somebody without an account unless it belongs to others. */
const OWNERS: readonly { readonly pages: RegExp; readonly person: string }[] = [
  { pages: /^\/(my|account)(\/|$)/, person: 'resident-1' },
  { pages: /^\/services\/\[id\]\/start$/, person: 'resident-1' },
  { pages: /^\/field(\/|$)/, person: 'crew-roads' },
  { pages: /^\/office\/finance(\/|$)/, person: 'finance-1' },
  { pages: /^\/office\/(data-requests|exchange-log)(\/|$)/, person: 'steward-1' },
  {
    pages: /^\/office\/(operations|administration|indicators|satisfaction|board|desk|breaches)(\/|$)/,
    person: 'administrator-1',
  },
  { pages: /^\/office(\/|$)/, person: 'triage-1' },
];
const ownerOf = (page: string) => OWNERS.find((one) => one.pages.test(page))?.person ?? null;

/** Pages of an application that was sent and of what it granted: only the walk through a licence makes one, and it looks at all of them. */
const WALKED: ReadonlySet<string> = new Set([
  '/account/applications/[id=id]',
  '/office/applications/[id=id]',
  '/account/documents/[id=id]',
  '/shared/[token]',
  // Of a call to an agency, which the journey of agencies makes.
  '/office/exchange-log/[call=id]',
  // Of a body that is asked for its opinion, which a journey of its own follows.
  '/account/opinions/[id=id]',
  '/office/opinions/[id=id]',
  // Of somebody who signs, and of an application that needs an appointment: a journey beside it walks both.
  '/account/signatures/[id=id]',
  '/account/applications/[id=id]/appointment',
  // Of an offer to renew a licence, which the walk through a licence accepts.
  '/account/renewals/[id=id]',
  '/office/renewals/[id=id]',
  // Shown to the department that renews, of one of its services.
  '/office/renewals/offers',
  '/account/bills/[id=id]',
  '/account/receipts/[number]',
  '/office/finance/bills/[id=id]',
  '/office/finance/receipts/[number]',
  '/office/finance/refunds/[id=id]',
  '/office/finance/statements/[id=id]',
]);

const EMAIL = 'routes@example.com';
let receipt: Receipt;
let district: string;
/** Addresses of pages about something that was made for this walk, by their routes. */
const made: Record<string, string> = {};
const prepared = new Set<string | null>();

/** What stands in the address of a page that is about something. */
function addressesOf(page: string): string[] {
  const { id, number, trackingCode } = receipt;
  if (page === '/report/receipt/[number]') return [`/report/receipt/${number}?code=${trackingCode}`];
  if (page === '/track/[number]') return [`/track/${number}?code=${trackingCode}`];
  if (page === '/report/where') return ['/report/where?category=RD-01'];
  if (page === '/account/second-factor') return ['/account/second-factor?add=yes'];
  if (WALKED.has(page)) return [];
  if (page.endsWith('/design/[code]/part'))
    return ['service.pages.0', 'service.caseType.flow.actions.approve', 'service.documents.licence'].map(
      (at) => `${page.replace('[code]', 'CML-01')}?at=${at}`,
    );
  if (made[page] !== undefined) return [made[page]];
  if (page === '/office/compare') return [`/office/compare?report=${id}`];
  if (page === '/gallery/[frame=frame]')
    return ['portal', 'office', 'field', 'auth'].map((frame) => `/gallery/${frame}`);
  const filled = page
    .replace('/districts/[id=id]', `/districts/${district}`)
    .replace('/categories/[code]', '/categories/RD-01')
    .replace('/services/design/[code]', '/services/design/CML-01')
    .replace('/administration/services/[code]', '/administration/services/CML-01')
    .replace('/services/[id]/start', '/services/commercial-licence/start')
    .replace('/services/[id]', '/services/CML-01')
    .replace('/life-events/[key]', '/life-events/open-shop')
    .replace('/connectors/[connector]', '/connectors/commercial-register')
    .replace('/teams/[code]', '/teams/ROADS')
    .replace('/templates/[key]', '/templates/reportReceived')
    .replace('/rules/[rule]', '/rules/new')
    .replace('/phrases/[key]', '/phrases/new')
    .replace('[indicator]', 'r1')
    .replace('[number]', number)
    .replace('[id=id]', id)
    .replace('/developers/[module]', '/developers/documents');
  if (filled.includes('[')) throw new Error(`say here what stands in the address of ${page}`);
  return [filled];
}

/** Makes what the pages of this person are about. */
async function recordsFor(visitor: Visitor, person: string | null): Promise<Record<string, string>> {
  switch (person) {
    case null:
      return recordsOfAnybody({ ...receipt, email: EMAIL }, district);
    case 'resident-1':
      return recordsOfResident(visitor);
    case 'triage-1':
      return recordsOfTriage(visitor, receipt);
    case 'administrator-1':
      return recordsOfAdministrator(visitor, receipt);
    default:
      return {};
  }
}

async function visitAll(visitor: Visitor, person: string | null, otherWidth: 360 | 1440): Promise<number> {
  if (person !== null) await signIn(visitor, person, person === 'resident-1' ? '/account' : '/office');
  if (!prepared.has(person)) Object.assign(made, await recordsFor(visitor, person));
  prepared.add(person);
  let visited = 0;
  for (const page of pages.filter((one) => ownerOf(one) === person)) {
    for (const address of addressesOf(page)) {
      const answer = await visitor.page.goto(visitor.address(address));
      expect(answer?.status(), `status of ${address}`).toBe(200);
      const wanted = address.split('?')[0]!;
      expect(new URL(visitor.page.url()).pathname, 'where it led').toBe(new URL(visitor.address(wanted)).pathname);
      await visitor.look();
      await visitor.fits(otherWidth);
      visited += 1;
    }
  }
  return visited;
}

useBrowser();

beforeAll(async () => {
  receipt = await neighbourReports({
    category: 'RD-01',
    location: { longitude: 50.1033, latitude: 26.4207 },
    landmark: 'مسجد نموذجي',
    description: 'حفرة نموذجية عند المدخل',
    contact: { language: 'ar', email: EMAIL },
  });
  district = await someDistrict();
});

test('the pages are found', () => expect(pages.length).toBeGreaterThan(25));

const MANNERS = [
  ['Arabic on a dark phone', { language: 'ar', width: 360, dark: true }, 1440],
  ['English at a desk', { language: 'en', width: 1440 }, 360],
] as const;

for (const [words, manner, otherWidth] of MANNERS) {
  for (const person of [null, ...new Set(OWNERS.map((one) => one.person))]) {
    journey(`${person ?? 'somebody without an account'} can use every page of theirs, in ${words}`, async (come) => {
      expect(await visitAll(await come(manner), person, otherWidth)).toBeGreaterThan(0);
    });
  }
  journey(`somebody who follows a dead link is told so, in ${words}`, async (come) => {
    const visitor = await come(manner);
    const answer = await visitor.page.goto(visitor.address('/no-such-page'));
    expect(answer?.status()).toBe(404);
    await visitor.look();
    await visitor.fits(otherWidth);
  });
}

/** Pages of the office whose own links lead on to other parts of it; the first holds the rail and the palette. */
const LEADING = ['/office', '/office/applications', '/office/bulk', '/office/administration'];

/** What the pages offer this person and then refuse, a line each: a status, or the page that says what role is missing. */
async function refusedOf(visitor: Visitor, person: string): Promise<string[]> {
  const read = new Map<string, string>();
  const refused: string[] = [];
  const open = async (path: string, from: string) => {
    const bare = path.split('?')[0]!;
    if (read.has(bare)) return;
    const answer = await visitor.page.request.get(new URL(path, visitor.origin).href);
    const led = new URL(answer.url()).pathname;
    if (answer.status() !== 200 || led.endsWith('/office/access')) {
      refused.push(`${person}: ${path}, offered by ${from}, answers ${answer.status()} at ${led}`);
    }
    read.set(bare, await answer.text());
  };
  for (const path of LEADING) {
    const from = `/${visitor.manner.language}${path}`;
    if (path !== '/office' && !read.has(from.split('?')[0]!)) continue;
    await open(from, from);
    for (const [, href] of read.get(from.split('?')[0]!)!.matchAll(/href="(\/\w\w\/(?:office|field)[^"#]*)"/g)) {
      // What stands for one record is followed by the walks that make it.
      if (!/[0-9a-f]{8}-|\.\w+$/.test(href!)) await open(href!.replaceAll('&amp;', '&'), from);
    }
  }
  return refused;
}

journey('nobody in the office is offered a page that is refused to them', async (come) => {
  const refused: string[] = [];
  for (const person of onePersonOfEachRole()) {
    const visitor = await come({ language: 'ar', width: 1440 });
    await signIn(visitor, person, '/office');
    refused.push(...(await refusedOf(visitor, person)));
    await visitor.leave();
  }
  expect(refused).toEqual([]);
});
