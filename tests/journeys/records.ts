import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { askDatabase } from '../faults/app.ts';
import { makeApplications } from '../faults/matrix-applications.ts';
import { city, type Visitor } from './browser.ts';
import { letterTo, linkIn, neighbourReports, photo, type Receipt } from './city.ts';

/** The copy of somebody's data is made by a job that runs once a minute. */
const PATIENCE = { timeout: 100_000, interval: 1_000 };

/** Does something through the interface of programs in the session a visitor has. A refusal fails the journey. */
export async function ask<O>(
  visitor: Visitor,
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  data?: object,
): Promise<O> {
  const answer = await visitor.page.request.fetch(`${visitor.origin}/api/v1${path}`, {
    method,
    headers: { origin: visitor.origin, 'idempotency-key': randomUUID() },
    data,
  });
  if (!answer.ok()) throw new Error(`${method} ${path} was refused: ${answer.status()} ${await answer.text()}`);
  return answer.json() as Promise<O>;
}

/** A path as `addressesOf` gives it, of an address that was sent to somebody: without the city and the language. */
const pathOf = (link: string): string => {
  const { pathname, search } = new URL(link);
  return `${pathname.replace(/^\/\w\w(?=\/)/, '')}${search}`;
};

async function post(path: string, body: object): Promise<void> {
  const answer = await fetch(`${city().url}/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path} was refused: ${answer.status} ${await answer.text()}`);
}

/** Pages of people without an account: alerts, what they are told, a report they follow and those they made. */
export async function recordsOfAnybody(report: Receipt & { readonly email: string }, district: string) {
  const email = `alert-${randomUUID()}@example.com`;
  await post('/report-alerts', { email, language: 'ar', area: district, frequency: 'daily' });
  const choices = (await letterTo(report.email, report.number, /notices\//)).text.match(
    /https?:\S+\/notices\/\S+/,
  )?.[0];
  if (choices === undefined) throw new Error('the receipt has no link to what its reader wants to hear');
  const alert = linkIn(await letterTo(email, '', /\/alerts\//));
  const follower = `follow-${randomUUID()}@example.com`;
  await post(`/reports/${report.number}/follow-requests`, { to: follower, language: 'ar' });
  await post('/own-report-lists', { to: report.email, language: 'ar' });
  return {
    '/alerts/[id=id]': pathOf(alert),
    '/notices/[token]': pathOf(choices),
    '/f/[secret]': pathOf(linkIn(await letterTo(follower, report.number, /\/f\//))),
    '/own/[secret]': pathOf(linkIn(await letterTo(report.email, '', /\/own\//))),
  };
}

/** Calls the operations of writing an application in the session a visitor has. */
export function applying(visitor: Visitor) {
  return async <O>(operation: string, given: unknown): Promise<O> => {
    if (operation === 'documents.upload-photo') {
      const answer = await visitor.page.request.fetch(`${visitor.origin}/api/v1/photos`, {
        method: 'POST',
        headers: { origin: visitor.origin, 'idempotency-key': randomUUID() },
        multipart: { bytes: await photo() },
      });
      return answer.json() as Promise<O>;
    }
    const { id, page, service, ...rest } = given as Record<string, unknown>;
    const [method, path] = {
      'services.start-draft': ['POST', `/applicable-services/${service}/drafts`] as const,
      'services.get-draft': ['GET', `/my/drafts/${id}`] as const,
      'services.save-page': ['PUT', `/my/drafts/${id}/pages/${page}`] as const,
      'services.submit-draft': ['POST', `/my/drafts/${id}/submission`] as const,
    }[operation]!;
    return ask(visitor, method, path, method === 'GET' ? undefined : rest);
  };
}

/** An application a resident sent, and one begun. */
export async function applicationsOfResident(visitor: Visitor) {
  const { id: draft } = await ask<{ id: string }>(
    visitor,
    'POST',
    '/applicable-services/commercial-licence/drafts',
    {},
  );
  const { buffer } = await photo();
  const application = await makeApplications(applying(visitor), buffer);
  return {
    '/account/applications/[id=id]': `/account/applications/${application.applicationId}`,
    '/account/applications/drafts/[draft=id]': `/account/applications/drafts/${application.draftId}`,
    '/account/applications/drafts/[draft=id]/[page]': `/account/applications/drafts/${draft}/place`,
    '/office/applications/[id=id]': `/office/applications/${application.applicationId}`,
  };
}

/** A copy of their data that a resident asked for, and what they applied for. */
export async function recordsOfResident(visitor: Visitor) {
  const asked = await ask<{ id: string }>(visitor, 'POST', '/identity/data-requests', { kind: 'access' });
  // The copy is made after the answer.
  await expect
    .poll(async () => (await visitor.page.goto(visitor.address(`/account/data/${asked.id}`)))?.status(), PATIENCE)
    .toBe(200);
  return { '/account/data/[request=id]': `/account/data/${asked.id}`, ...(await applicationsOfResident(visitor)) };
}

/** A run of many reports and a report with a photo, for those who sort. */
export async function recordsOfTriage(visitor: Visitor, report: Receipt) {
  const run = await ask<{ id: string }>(visitor, 'POST', '/reports-bulk', { reports: [report.id] });
  const form = new FormData();
  const { buffer, mimeType, name } = await photo();
  form.append('bytes', new Blob([new Uint8Array(buffer)], { type: mimeType }), name);
  const uploaded = await fetch(`${visitor.origin}/api/v1/photos`, {
    method: 'POST',
    headers: { 'idempotency-key': randomUUID() },
    body: form,
  });
  if (!uploaded.ok) throw new Error(`the photo was refused: ${uploaded.status} ${await uploaded.text()}`);
  const { id, claim } = (await uploaded.json()) as { id: string; claim: string };
  const pictured = await neighbourReports({
    category: 'RD-01',
    location: { longitude: 50.1, latitude: 26.42 },
    description: 'حفرة نموذجية بصورة',
    photos: [{ id, secret: claim }],
  });
  return {
    '/office/bulk/[id=id]': `/office/bulk/${run.id}`,
    '/office/reports/[id=id]/photos/[photo=id]': `/office/reports/${pictured.id}/photos/${id}`,
  };
}

/** What an administrator has arranged: a version of the rules, a webhook with a message, a call, a hand-over. */
export async function recordsOfAdministrator(visitor: Visitor, report: Receipt) {
  const rules = await ask<{ draft: { revision: number } | null }>(visitor, 'GET', '/routing-rules');
  const draft = await ask<{ revision: number }>(visitor, 'PUT', '/routing-rules/draft', {
    revision: rules.draft?.revision ?? 0,
    rules: [
      {
        id: randomUUID().slice(0, 8),
        name: { ar: 'قاعدة نموذجية', en: 'Sample rule' },
        when: { weekdays: [6] },
        outcome: { notify: true },
      },
    ],
  });
  const published = await ask<{ version: number }>(visitor, 'POST', '/routing-rules/versions', {
    revision: draft.revision,
    note: 'نسخة نموذجية',
  });
  await ask(visitor, 'POST', '/service-designs/CML-01', {});
  const webhook = await ask<{ id: string }>(visitor, 'POST', '/webhooks', {
    name: 'نظام نموذجي',
    url: 'https://receiver.example.com/hook',
  });
  const sent = await ask<{ messageId: string }>(visitor, 'POST', `/webhooks/${webhook.id}/test`, {});
  const call = await ask<{ id: string; caller: { id: string } | null }>(visitor, 'POST', '/desk/calls', {
    phone: '0551234567',
  });
  const caller = await ask<{ caller: { id: string } }>(visitor, 'GET', `/desk/calls/${call.id}`);
  const [handover] = await askDatabase<{ id: string }>(
    city().dataDir,
    // The sample cities name no owner's server to hand anything over to.
    `insert into reports.handover (tenant_id, id, case_id, number, seq, owner, status, problem, created_at, updated_at)
     select c.tenant_id, gen_random_uuid(), c.id, c.number, 1, 'NWC', 'waiting', 'unreachable', now(), now()
     from cases."case" c where c.number = $1
     on conflict (tenant_id, case_id, seq) do update set updated_at = now() returning id`,
    [report.number],
  );
  await ask(visitor, 'POST', '/service-catalogue/cards/CML-03/draft', { version: 1 });
  await visitor.open('/office/administration/people');
  const person = await visitor.page.locator('main td a').first().getAttribute('href');
  return {
    '/office/administration/people/[person]': pathOf(new URL(person!, visitor.origin).href),
    '/office/administration/routing/versions/[version]': `/office/administration/routing/versions/${published.version}`,
    '/office/administration/services/[code]/preview': '/office/administration/services/CML-03/preview',
    '/office/administration/webhooks/[id=id]': `/office/administration/webhooks/${webhook.id}`,
    '/office/administration/webhooks/[id=id]/edit': `/office/administration/webhooks/${webhook.id}/edit`,
    '/office/administration/webhooks/[id=id]/messages/[message=id]': `/office/administration/webhooks/${webhook.id}/messages/${sent.messageId}`,
    '/office/desk/[call=id]': `/office/desk/${call.id}`,
    '/office/desk/callers/[id=id]': `/office/desk/callers/${caller.caller.id}`,
    '/office/operations/handovers/[id]': `/office/operations/handovers/${handover!.id}`,
  };
}
