import type { Command } from 'commander';
import type { Tenant } from '#platform/tenants.ts';
import type { Composition } from './main.ts';
import type { Printing } from './modules/documents/api.ts';

/** Adds `documents status` and `documents rotate-key` to the command line. */
export function documentsCommand(
  program: Command,
  withIt: (work: (composition: Composition) => Promise<void>) => Promise<void>,
  getTenant: (composition: Composition, key: string) => Promise<Tenant>,
): void {
  const documents = program.command('documents').description('licences and certificates that were issued');
  documents
    .command('status')
    .description('whether files can be made, how many wait, and the keys documents are signed with')
    .requiredOption('--tenant <key>', 'the municipality')
    .action(({ tenant }: { tenant: string }) =>
      withIt(async (composition) => {
        const found = await getTenant(composition, tenant);
        const { ready, waiting, failing, oldest, keys } = await composition.callAsSystem<Printing>(
          found,
          'documents.get-printing',
          {},
        );
        const lines = [
          ready ? 'Files: a browser was found.' : 'Files: no browser was found; set CHROMIUM, or install one.',
          `Waiting: ${waiting}${waiting > 0 ? `, the oldest since ${oldest}; ${failing} were tried and failed` : ''}`,
          ...keys.map(({ kid, createdAt, retiredAt }) =>
            retiredAt === null ? `Key ${kid} signs since ${createdAt}` : `Key ${kid} signed until ${retiredAt}`,
          ),
        ];
        process.stdout.write(`${lines.join('\n')}\n`);
      }),
    );
  documents
    .command('rotate-key')
    .description('sign with a new key from now on; what the earlier one signed stays valid')
    .requiredOption('--tenant <key>', 'the municipality')
    .action(({ tenant }: { tenant: string }) =>
      withIt(async (composition) => {
        const found = await getTenant(composition, tenant);
        const { retired, kid } = await composition.callAsSystem<{ retired: string | null; kid: string }>(
          found,
          'documents.rotate-key',
          {},
        );
        process.stdout.write(
          `${retired === null ? 'There was no key yet.' : `Key ${retired} signs no more.`} New key: ${kid}\n`,
        );
      }),
    );
}
