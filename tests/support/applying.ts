import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const SERVICES = join(import.meta.dirname, '../../e-services');
const ONE_PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

type Input = Readonly<Record<string, unknown>>;
interface Definition {
  readonly pages: readonly { readonly key: string; readonly fields: readonly string[] }[];
  readonly caseType: {
    readonly sections: readonly { readonly fields: readonly { readonly key: string; readonly type: string }[] }[];
  };
}

const read = <T>(folder: string, name: string, services = SERVICES): T =>
  JSON.parse(readFileSync(join(services, folder, name), 'utf8')) as T;

/** A good application of a service's examples: the first, unless said. */
export const exampleOf = (service: string, which = 0): Record<string, unknown> =>
  read<{ good: { input: Record<string, unknown> }[] }>(service, 'examples.json').good[which]!.input;

export type CallOperation = <O>(operation: string, input: unknown) => Promise<O>;

/** Writes an application page by page as the portal does, with a small picture for each file; answers the draft's id. */
export async function writeApplication(
  call: CallOperation,
  service: string,
  input: Input,
  services = SERVICES,
  begin: Input = {},
): Promise<string> {
  const { pages, caseType } = read<Definition>(service, 'service.json', services);
  const fields = caseType.sections.flatMap((section) => section.fields);
  const isFile = (key: string) => fields.some((field) => field.key === key && field.type === 'files');
  const { id } = await call<{ id: string }>('services.start-draft', { service, ...begin });
  let version = 1;
  for (const page of pages) {
    const given = Object.entries(input).filter(([key]) => page.fields.includes(key));
    const files: Record<string, { id: string }[]> = {};
    for (const [key] of given.filter(([name]) => isFile(name))) {
      const photo = { bytes: ONE_PIXEL, fileName: 'x.png', declaredType: 'image/png' };
      files[key] = [{ id: (await call<{ id: string }>('documents.upload-photo', photo)).id }];
    }
    const answers = Object.fromEntries(given.filter(([key]) => !isFile(key)));
    const saved = await call<{ version: number }>('services.save-page', {
      id,
      page: page.key,
      input: answers,
      files,
      version,
    });
    version = saved.version;
  }
  return id;
}

/** Writes an application and sends it. */
export async function apply(call: CallOperation, service: string, input: Input, begin: Input = {}) {
  const id = await writeApplication(call, service, input, SERVICES, begin);
  const draft = await call<{ service: { version: number } }>('services.get-draft', { id });
  return call<{ id: string; number: string; state: string }>('services.submit-draft', {
    id,
    declared: true,
    serviceVersion: draft.service.version,
  });
}
