import { readFileSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { Problem } from '#kernel/problem.ts';
import { ConfigError, readConfig } from '#platform/config.ts';
import { createLog } from '#platform/log.ts';
import { PostgresError } from '#platform/postgres.ts';
import type { Tenant } from '#platform/tenants.ts';
import { activitiesCommand } from './cli-activities.ts';
import { catalogueCommand } from './cli-catalogue.ts';
import { documentsCommand } from './cli-documents.ts';
import { importOpen311, UsageError } from './cli-import.ts';
import { parcelsCommand } from './cli-parcels.ts';
import { servicesCommand } from './cli-services.ts';
import { openInstallation } from './installation.ts';
import type { Composition, compose } from './main.ts';
import { applyTenant, DocumentError } from './seed.ts';

const print = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);

/** Errors whose message says to the operator what to mend; of any other the stack is shown. */
const TOLD = [ConfigError, PostgresError, DocumentError, UsageError, InvalidArgumentError];

const fileArgument = (path: string): string => {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) {
    throw new InvalidArgumentError(`there is no file ${resolve(path)}`);
  }
  return path;
};

const folderArgument = (path: string): string => {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    throw new InvalidArgumentError(`there is no folder ${resolve(path)}`);
  }
  return path;
};

function jsonArgument(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidArgumentError('not well-formed JSON');
  }
}

/** Runs `work` on the installation the environment names, and closes it again. */
async function withInstallation(
  composeParts: typeof compose,
  work: (composition: Composition) => Promise<void>,
): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(process.env.LOG_LEVEL ?? 'warn');
  const installation = await openInstallation(config, log, { attach: true });
  try {
    await work(
      composeParts({
        config,
        database: installation.database,
        log,
        baseUrl: () => config.baseUrl ?? `http://localhost:${config.port}`,
        wakeRelay: () => {},
      }),
    );
  } finally {
    await installation.close();
  }
}

async function getTenant(composition: Composition, key: string): Promise<Tenant> {
  const tenant = await composition.tenants.findByKey(key);
  if (tenant !== undefined) return tenant;
  const keys = (await composition.tenants.all()).map((one) => one.key).join(', ') || 'none';
  throw new UsageError(`There is no tenant ${key}. Tenants here: ${keys}.`);
}

async function importGeography(composition: Composition, file: string, key: string, options: GeographyOptions) {
  const tenant = await getTenant(composition, key);
  let collection: unknown;
  try {
    collection = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`${file}: ${(error as Error).message}`);
  }
  const report = await composition.callAsSystem<{
    taken: number;
    refused: number;
    changed: number;
    features: { feature: number; code: string | null; taken: boolean; reason: string | null; remarks: string[] }[];
    overlaps: { kind: string; between: [string, string]; squareMetres: number; share: number }[];
  }>(tenant, 'territory.import-areas', {
    collection,
    mapping: { style: options.style, source: options.source ?? basename(file) },
  });
  for (const { feature, code, taken, reason, remarks } of report.features) {
    if (!taken) process.stderr.write(`feature ${feature}: refused, ${reason}\n`);
    else if (remarks.length > 0) process.stderr.write(`feature ${feature} (${code}): ${remarks.join(', ')}\n`);
  }
  for (const { kind, between, share } of report.overlaps) {
    process.stderr.write(`overlap: ${kind} ${between.join(' and ')}, ${(share * 100).toFixed(1)} % of the smaller\n`);
  }
  print({ taken: report.taken, refused: report.refused, changed: report.changed, overlaps: report.overlaps.length });
}

interface GeographyOptions {
  readonly tenant: string;
  readonly style: string;
  readonly source?: string;
}

/** The command line over the same operations as the pages. */
function program(composeParts: typeof compose): Command {
  const command = new Command('amanah').description(
    'Amanah: the platform on which a municipality runs its digital work',
  );
  const withIt = (work: (composition: Composition) => Promise<void>) => withInstallation(composeParts, work);

  command
    .command('serve')
    .description('run the program (npm start)')
    .action(async () => (await import('./serve.ts')).serve(composeParts));

  const imports = command.command('import').description('take over data of other systems');
  imports
    .command('open311')
    .description('requests of an Open311 GeoReport v2 server, one JSON object a line; .gz is unpacked')
    .argument('<file>', 'the file', fileArgument)
    .requiredOption('--tenant <key>', 'the tenant that takes them over')
    .option('--anew', 'read the file from its beginning even if a run broke off')
    .action((file: string, options: { tenant: string; anew?: boolean }) =>
      withIt(async (composition) => {
        const tenant = await getTenant(composition, options.tenant);
        print(await importOpen311(composition, tenant, file, options.anew ?? false));
      }),
    );
  imports
    .command('geography')
    .description('areas from a GeoJSON file')
    .argument('<file>', 'the file', fileArgument)
    .requiredOption('--tenant <key>', 'the tenant whose territory they are')
    .option('--style <style>', 'own or whos-on-first', 'whos-on-first')
    .option('--source <name>', 'who made the file, credited on the map')
    .action((file: string, options: GeographyOptions) =>
      withIt((composition) => importGeography(composition, file, options.tenant, options)),
    );

  activitiesCommand(imports, withIt, getTenant);
  parcelsCommand(imports, withIt, getTenant, fileArgument);

  command
    .command('tenant')
    .description('municipalities of this installation')
    .command('apply')
    .description('make a tenant, or bring it up to date, from its folder of documents')
    .argument('<folder>', 'such as tenants/eastern', folderArgument)
    .option('--sample-people', 'with its made-up people')
    .action((folder: string, options: { samplePeople?: boolean }) =>
      withIt(async (composition) => {
        const { tenant, secrets } = await applyTenant(composition, folder, options.samplePeople ?? false);
        print({ tenant: tenant.key, id: tenant.id, secrets });
      }),
    );

  catalogueCommand(command, withIt, getTenant);
  documentsCommand(command, withIt, getTenant);
  servicesCommand(command, withIt, getTenant);

  command
    .command('operations')
    .description('list every operation')
    .action(() =>
      withIt(async (composition) => {
        for (const { name, kind, route, summary, who } of composition.operations) {
          const grants = who.map((grant) => grant.label).join(', ');
          process.stdout.write(
            `${name.padEnd(34)} ${kind.padEnd(8)} ${route.method} ${route.path}\n${' '.repeat(35)}${summary.en} [${grants}]\n`,
          );
        }
      }),
    );

  command
    .command('call')
    .description('call an operation as the program itself')
    .argument('<operation>', 'such as cases.list-types')
    .argument('[input]', 'JSON', jsonArgument, {})
    .requiredOption('--tenant <key>', 'the tenant')
    .action((operation: string, input: unknown, options: { tenant: string }) =>
      withIt(async (composition) => {
        print(await composition.callAsSystem(await getTenant(composition, options.tenant), operation, input));
      }),
    );
  return command;
}

/** Runs one command; a refusal or a wrong setting is told in words, and the exit status is 1. */
export async function runCommand(args: readonly string[], composeParts: typeof compose): Promise<void> {
  try {
    await program(composeParts).parseAsync(args.length === 0 ? ['--help'] : [...args], { from: 'user' });
  } catch (error) {
    process.exitCode = 1;
    if (error instanceof Problem) {
      process.stderr.write(`${error.text.en}\n${error.text.ar}\n`);
      for (const { path, text } of error.fields) process.stderr.write(`  ${path}: ${text.en}\n`);
      if (error.cause !== undefined) process.stderr.write(`  ${(error.cause as Error).message}\n`);
    } else if (TOLD.some((kind) => error instanceof kind)) {
      process.stderr.write(`${(error as Error).message}\n`);
    } else process.stderr.write(`${(error as Error).stack ?? error}\n`);
  }
}
