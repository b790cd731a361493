import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import type { Tenant } from '#platform/tenants.ts';
import type { Composition } from './main.ts';

/** The files of a list, one a language: those of a folder, or a file and those beside it (`ar.json`, `en.json`). */
function filesOf(path: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  const folder = stat?.isDirectory() ? path : join(path, '..');
  const named = (stat === undefined ? [] : readdirSync(folder)).filter((name) => /^[a-z]{2,3}\.json$/.test(name));
  if (named.length === 0) throw new InvalidArgumentError(`there is no list such as ar.json at ${path}`);
  return named.map((name) => join(folder, name));
}

async function importActivities(composition: Composition, tenant: Tenant, files: readonly string[]): Promise<void> {
  const documents = Object.fromEntries(
    files.map((file) => {
      try {
        return [basename(file, '.json'), JSON.parse(readFileSync(file, 'utf8')) as unknown];
      } catch (error) {
        throw new InvalidArgumentError(`${file}: ${(error as Error).message}`);
      }
    }),
  );
  const { refused, ...done } = await composition.callAsSystem<{
    taken: number;
    changed: number;
    refused: { language: string; at: string; reason: string }[];
    published: string[];
  }>(tenant, 'services.import-activities', { documents });
  for (const { language, at, reason } of refused) process.stderr.write(`${language}.json, ${at}: ${reason}\n`);
  process.stdout.write(`${JSON.stringify({ ...done, refused: refused.length }, null, 2)}\n`);
}

/** Adds `import activities` to the command line. */
export function activitiesCommand(
  imports: Command,
  withIt: (work: (composition: Composition) => Promise<void>) => Promise<void>,
  getTenant: (composition: Composition, key: string) => Promise<Tenant>,
): void {
  imports
    .command('activities')
    .description('a list of activities in the shape of ISIC 4, one file a language (ar.json, en.json)')
    .argument('<path>', 'the folder, or one of its files', filesOf)
    .requiredOption('--tenant <key>', 'the tenant whose services choose among them')
    .action((files: unknown, { tenant }: { tenant: string }) =>
      withIt(async (composition) =>
        importActivities(composition, await getTenant(composition, tenant), files as string[]),
      ),
    );
}
