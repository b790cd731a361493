import { type Actor, isStaff } from '#kernel/actor.ts';
import type { Language } from '#kernel/text.ts';
import { administration } from '../messages/administration.ts';
import { agencies } from '../messages/agencies.ts';
import { appointments } from '../messages/appointments.ts';
import { board } from '../messages/board.ts';
import { bulk } from '../messages/bulk.ts';
import { communication } from '../messages/communication.ts';
import { desk } from '../messages/desk.ts';
import { floods } from '../messages/floods.ts';
import { handovers } from '../messages/handovers.ts';
import { lists } from '../messages/lists.ts';
import { managing } from '../messages/managing.ts';
import { moderation } from '../messages/moderation.ts';
import { mydata } from '../messages/mydata.ts';
import { office } from '../messages/office.ts';
import { operating } from '../messages/operating.ts';
import { payments } from '../messages/payments.ts';
import { performance } from '../messages/performance.ts';
import { phrases } from '../messages/phrases.ts';
import { renewing } from '../messages/renewing.ts';
import { routing } from '../messages/routing.ts';
import { satisfaction } from '../messages/satisfaction.ts';
import { services } from '../messages/services.ts';
import { webhooks } from '../messages/webhooks.ts';
import { addresses } from '../navigation.ts';
import {
  mayAdminister,
  mayModerate,
  mayOperate,
  mayReadBreaches,
  mayReadCalls,
  mayReadCases,
  mayReadConnectors,
  mayReadDay,
  mayReadFinance,
  mayReadKeys,
  mayReadRequests,
  mayReadRouting,
  mayReadWebhooks,
  maySeeBoard,
  maySeeHandovers,
  maySeeSatisfaction,
  maySort,
} from './access.ts';
import { officeAddresses } from './addresses.ts';

export interface OfficePage {
  readonly href: string;
  readonly label: string;
}

/** The pages of the office that somebody may open, by name: what the palette, the search box and the keys lead to. */
export function officePages(actor: Actor, language: Language, offersServices: boolean): OfficePage[] {
  const to = officeAddresses(language);
  const o = office(language);
  const all: readonly [boolean, string, string][] = [
    [isStaff(actor), to.home, o('nav.home')],
    [mayReadCalls(actor), to.desk, desk(language)('title')],
    [mayReadCalls(actor), to.deskLog, desk(language)('log.title')],
    [mayReadDay(actor), to.deskDay, desk(language)('day.title')],
    [maySort(actor), to.triage, o('keys.triage')],
    [maySort(actor), to.floods, floods(language)('title')],
    [mayReadCases(actor), to.work, o('keys.work')],
    [mayReadCases(actor), to.lists, lists(language)('title')],
    [mayReadCases(actor), to.bulk, bulk(language)('title')],
    [isStaff(actor), to.phrases, phrases(language)('title')],
    [offersServices && mayReadCases(actor), to.applications, services(language)('office.title')],
    [offersServices && mayReadCases(actor), to.appointments, appointments(language)('desk.title')],
    [offersServices && mayReadCases(actor), to.renewals, renewing(language)('office.title')],
    [offersServices && mayReadBreaches(actor), to.breaches, renewing(language)('breach.title')],
    [maySeeBoard(actor), to.board, board(language)('title')],
    [maySeeSatisfaction(actor), to.satisfaction, satisfaction(language)('title')],
    [mayModerate(actor), to.moderation, moderation(language)('title')],
    [mayOperate(actor), addresses(language).officeIndicators, performance(language)('office.title')],
    [mayReadFinance(actor), to.bills, payments(language)('office.bills')],
    [mayReadFinance(actor), to.refunds, payments(language)('office.refunds')],
    [mayReadFinance(actor), to.statements, payments(language)('office.statements')],
    [mayReadRequests(actor), to.dataRequests, mydata(language)('office.title')],
    [mayOperate(actor), to.operations, operating(language)('title')],
    [mayOperate(actor), to.deliveries, operating(language)('deliveries.title')],
    [mayOperate(actor), to.templates, communication(language)('templates.title')],
    [maySeeHandovers(actor), to.handovers, handovers(language)('title')],
    [mayAdminister(actor), to.administration, administration(language)('title')],
    [mayReadRouting(actor), to.routing, routing(language)('title')],
    [mayReadRouting(actor), to.categories, managing(language)('categories')],
    [mayReadRouting(actor), to.teams, managing(language)('teams')],
    [mayReadRouting(actor), to.people, managing(language)('people')],
    [mayReadKeys(actor), to.keys, managing(language)('keys')],
    [mayReadWebhooks(actor), to.webhooks, webhooks(language)('title')],
    [mayReadConnectors(actor), to.connectors, agencies(language)('title')],
    [mayReadConnectors(actor), to.exchangeLog, agencies(language)('log')],
  ];
  return all.flatMap(([may, href, label]) => (may ? [{ href, label }] : []));
}

const plain = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/\p{M}|ـ/gu, '')
    .replace(/[أإآ]/g, 'ا')
    .replace(/ة/g, 'ه')
    .toLowerCase()
    .trim();

/** Pages whose name has what somebody typed into the search box; none for a single letter. */
export function pagesNamed(pages: readonly OfficePage[], typed: string): OfficePage[] {
  const sought = plain(typed);
  return sought.length < 2 ? [] : pages.filter(({ label }) => plain(label).includes(sought)).slice(0, 5);
}
