import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const SERVICES = join(import.meta.dirname, '../../e-services');
const SERVICE = 'health-certificate';
const read = (name: string): unknown => JSON.parse(readFileSync(join(SERVICES, name), 'utf8'));
const definition = read(`${SERVICE}/service.json`) as { pages: { key: string; fields: string[] }[] };
const { good } = read(`${SERVICE}/examples.json`) as { good: { input: Record<string, unknown> }[] };

/** A service's documents, as publishing it takes them. */
export const publishedService = {
  id: SERVICE,
  service: { ...definition, documents: read(`${SERVICE}/documents.json`) },
  offer: (
    JSON.parse(readFileSync(join(SERVICES, '../tenants/eastern/services.json'), 'utf8')) as {
      services: { id: string }[];
    }
  ).services.find(({ id }) => id === SERVICE),
};

type Call = <O>(operation: string, input: Record<string, unknown>) => Promise<O>;

/** Writes an application to its end, in the name of whoever calls. */
async function writeDraft(call: Call, photo: Buffer): Promise<string> {
  const { id } = await call<{ id: string }>('services.start-draft', { service: SERVICE });
  // The test was made not long ago, whatever day it is.
  const recently = new Date(Date.now() - 10 * 86_400_000).toISOString().slice(0, 10);
  const input: Record<string, unknown> = { ...good[0]!.input, testedOn: recently, trainedOn: recently };
  let version = 1;
  for (const { key, fields } of definition.pages) {
    const given = Object.entries(input).filter(([field]) => fields.includes(field) && field !== 'medicalReport');
    const files: Record<string, { id: string }[]> = {};
    if (fields.includes('medicalReport')) {
      files.medicalReport = [await call<{ id: string }>('documents.upload-photo', { bytes: photo })].map((one) => ({
        id: one.id,
      }));
    }
    const saved = await call<{ version: number }>('services.save-page', {
      id,
      page: key,
      input: Object.fromEntries(given),
      files,
      version,
    });
    version = saved.version;
  }
  return id;
}

/** An application that was sent, and a draft that could be. */
export async function makeApplications(call: Call, photo: Buffer): Promise<{ draftId: string; applicationId: string }> {
  const sent = await writeDraft(call, photo);
  const { id: applicationId } = await call<{ id: string }>('services.submit-draft', {
    id: sent,
    declared: true,
    serviceVersion: 1,
  });
  return { draftId: await writeDraft(call, photo), applicationId };
}
