import { readFileSync, writeFileSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import { type Language, say } from '#kernel/text.ts';
import type { Tenant } from '#platform/tenants.ts';
import { UsageError } from './cli-import.ts';
import type { Composition } from './main.ts';
import type { ServiceFile, ServiceFileView } from './modules/services/api.ts';

interface Change {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

const written = (value: unknown) => (value === null ? '–' : typeof value === 'string' ? value : JSON.stringify(value));
const listed = (changes: readonly Change[]) =>
  changes.length === 0
    ? 'Nothing differs.'
    : changes.map(({ path, before, after }) => `${path}\n  - ${written(before)}\n  + ${written(after)}`).join('\n');

function fileText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${(error as Error).message}`);
  }
}

const numberArgument = (text: string): number => {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('not the number of a version');
  return Number(text);
};

function signerOf({ name, code, version, from, fingerprint, known }: ServiceFileView, language: Language): string {
  const what = version === 0 ? 'a design that was not published' : `version ${version}`;
  const trust = known === null ? 'not confirmed here yet' : `known here since ${known.since}`;
  return `${code} ${say(name, language)}: ${what}, signed by ${from}\nKey ${fingerprint}: ${trust}`;
}

/** Adds `services export`, `import` and `diff` to the command line. */
export function servicesCommand(
  program: Command,
  withIt: (work: (composition: Composition) => Promise<void>) => Promise<void>,
  getTenant: (composition: Composition, key: string) => Promise<Tenant>,
): void {
  const services = program.command('services').description('e-services from one installation to another');
  const print = (text: string) => void process.stdout.write(`${text}\n`);
  const tenantOption = ['--tenant <key>', 'the municipality'] as const;

  services
    .command('export')
    .description('write a version of a service, or the design of a card, to a signed file')
    .argument('<service>', 'the id of a service, or with --design the code of its card')
    .requiredOption(...tenantOption)
    .requiredOption('--out <file>', 'where the file is written')
    .option('--version-number <number>', 'the version', numberArgument)
    .option('--design', 'the design as it stands, published or not')
    .action((service: string, options: { tenant: string; out: string; versionNumber?: number; design?: boolean }) =>
      withIt(async (composition) => {
        const tenant = await getTenant(composition, options.tenant);
        if (!options.design && options.versionNumber === undefined) {
          throw new InvalidArgumentError('say --version-number, or --design');
        }
        const { file, fingerprint } = await composition.callAsSystem<{ file: ServiceFile; fingerprint: string }>(
          tenant,
          options.design ? 'services.export-design' : 'services.export-version',
          options.design ? { code: service } : { id: service, version: options.versionNumber },
        );
        writeFileSync(options.out, `${JSON.stringify(file, null, 2)}\n`);
        print(
          `Written to ${options.out}. Tell the fingerprint of the key by another way than the file:\n${fingerprint}`,
        );
      }),
    );
  services
    .command('import')
    .description('take a signed file over as a design; nothing is published by it')
    .argument('<file>', 'the file')
    .requiredOption(...tenantOption)
    .option('--fingerprint <text>', 'of the signer’s key, as the other installation told it')
    .action((path: string, options: { tenant: string; fingerprint?: string }) =>
      withIt(async (composition) => {
        const tenant = await getTenant(composition, options.tenant);
        const file = fileText(path);
        const read = await composition.callAsSystem<ServiceFileView>(tenant, 'services.read-service-file', { file });
        print(signerOf(read, 'en'));
        if (read.known === null && options.fingerprint === undefined) {
          throw new UsageError(
            'Say --fingerprint with what the other installation told you by another way than the file.',
          );
        }
        const { code } = read;
        const { findings } = await composition.callAsSystem<{ findings: unknown[] }>(tenant, 'services.import-design', {
          ...{ code, file },
          ...(options.fingerprint === undefined ? {} : { fingerprint: options.fingerprint }),
        });
        print(`Taken over as the design of ${code}; ${findings.length} findings.`);
      }),
    );
  services
    .command('diff')
    .description('what differs between a signed file and what is here, or between two versions of a service')
    .argument('<what>', 'a file, or the id of a service with --from and --to')
    .requiredOption(...tenantOption)
    .option('--from <number>', 'a version', numberArgument)
    .option('--to <number>', 'another version', numberArgument)
    .action((what: string, { tenant: key, from, to }: { tenant: string; from?: number; to?: number }) =>
      withIt(async (composition) => {
        const tenant = await getTenant(composition, key);
        if (from !== undefined && to !== undefined) {
          const input = { id: what, from, to };
          const { changes } = await composition.callAsSystem<{ changes: Change[] }>(
            tenant,
            'services.compare-versions',
            input,
          );
          return print(listed(changes));
        }
        const file = fileText(what);
        const read = await composition.callAsSystem<ServiceFileView>(tenant, 'services.read-service-file', { file });
        print(signerOf(read, 'en'));
        print(read.against === null ? 'This service is not here yet.' : listed(read.changes));
      }),
    );
}
