import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const SERVICE = 'health-certificate';
const FOLDER = join(import.meta.dirname, '../../e-services', SERVICE);
const read = (name: string): unknown => JSON.parse(readFileSync(join(FOLDER, name), 'utf8'));
const { pages } = read('service.json') as { pages: { key: string; fields: string[] }[] };
const { good } = read('examples.json') as { good: { input: Record<string, unknown> }[] };
const FILES = 'medicalReport';

const ONE_PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

type Call = <O>(operation: string, input: Record<string, unknown>) => Promise<O>;

/** An application for a health certificate that was sent, in the name of whoever calls. */
export async function makeApplication(call: Call, now: Temporal.Instant): Promise<{ id: string; number: string }> {
  const { id } = await call<{ id: string }>('services.start-draft', { service: SERVICE });
  const recently = now.subtract({ hours: 240 }).toString().slice(0, 10);
  const input: Record<string, unknown> = { ...good[0]!.input, testedOn: recently, trainedOn: recently };
  let version = 1;
  for (const { key, fields } of pages) {
    const given = Object.entries(input).filter(([field]) => fields.includes(field) && field !== FILES);
    const photo = { bytes: ONE_PIXEL, fileName: 'x.png', declaredType: 'image/png' };
    const files = fields.includes(FILES)
      ? { [FILES]: [{ id: (await call<{ id: string }>('documents.upload-photo', photo)).id }] }
      : {};
    const saved = await call<{ version: number }>('services.save-page', {
      id,
      page: key,
      input: Object.fromEntries(given),
      files,
      version,
    });
    version = saved.version;
  }
  const { service } = await call<{ service: { version: number } }>('services.get-draft', { id });
  return call('services.submit-draft', { id, declared: true, serviceVersion: service.version });
}
