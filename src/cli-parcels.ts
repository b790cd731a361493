import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import type { Tenant } from '#platform/tenants.ts';
import { UsageError } from './cli-import.ts';
import type { Composition } from './main.ts';
import { MOST_PARCELS } from './modules/territory/api.ts';

interface ParcelReport {
  readonly taken: number;
  readonly refused: number;
  readonly changed: number;
  readonly features: readonly {
    readonly feature: number;
    readonly plan: string | null;
    readonly number: string | null;
    readonly reason: string | null;
    readonly remarks: readonly string[];
  }[];
}

/** What is imported from a file of parcels; refused and remarked features are told as they are met. */
export interface ParcelTotals {
  taken: number;
  refused: number;
  changed: number;
}

/** Takes over the features of a collection in parts; `told` hears of each that was refused or remarked upon. */
export async function importParcels(
  composition: Composition,
  tenant: Tenant,
  collection: { readonly features: readonly unknown[] },
  mapping: Readonly<Record<string, unknown>>,
  told: (line: string) => void,
): Promise<ParcelTotals> {
  const totals: ParcelTotals = { taken: 0, refused: 0, changed: 0 };
  const { features } = collection;
  for (let from = 0; from === 0 || from < features.length; from += MOST_PARCELS) {
    const part = { type: 'FeatureCollection', features: features.slice(from, from + MOST_PARCELS) };
    const report = await composition.callAsSystem<ParcelReport>(tenant, 'territory.import-parcels', {
      collection: part,
      mapping,
    });
    for (const { feature, plan, number, reason, remarks } of report.features) {
      const named = plan === null || number === null ? '' : ` (${plan}, ${number})`;
      told(`feature ${from + feature}${named}: ${reason === null ? remarks.join(', ') : `refused, ${reason}`}`);
    }
    totals.taken += report.taken;
    totals.refused += report.refused;
    totals.changed += report.changed;
  }
  return totals;
}

function collectionIn(file: string): { features: readonly unknown[] } {
  let collection: unknown;
  try {
    collection = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`${file}: ${(error as Error).message}`);
  }
  const { type, features } = (collection ?? {}) as { type?: unknown; features?: unknown };
  if (type !== 'FeatureCollection' || !Array.isArray(features)) {
    throw new UsageError(`${file} is not a GeoJSON FeatureCollection.`);
  }
  return { features };
}

/** `plan=PLAN_NO`: the file's name of a property of ours. */
function nameArgument(text: string, known: Readonly<Record<string, string>> = {}): Record<string, string> {
  const [ours, theirs] = text.split('=');
  if (!ours || !theirs) throw new InvalidArgumentError('write it as plan=PLAN_NO');
  return { ...known, [ours]: theirs };
}

interface Options {
  readonly tenant: string;
  readonly source?: string;
  readonly approximate?: boolean;
  readonly name?: Readonly<Record<string, string>>;
  readonly landUse?: Readonly<Record<string, string>>;
}

/** Adds `import parcels` to the command line. */
export function parcelsCommand(
  imports: Command,
  withIt: (work: (composition: Composition) => Promise<void>) => Promise<void>,
  getTenant: (composition: Composition, key: string) => Promise<Tenant>,
  fileArgument: (path: string) => string,
): void {
  imports
    .command('parcels')
    .description('parcels of the approved plans from a GeoJSON file; what is there already is brought up to date')
    .argument('<file>', 'the file', fileArgument)
    .requiredOption('--tenant <key>', 'the tenant in whose territory they lie')
    .option('--source <name>', 'who made the file')
    .option('--approximate', 'its borders are only approximate')
    .option(
      '--name <ours=theirs>',
      'what the file calls plan, number, area, landUse, district or approximate',
      nameArgument,
    )
    .option(
      '--land-use <theirs=ours>',
      'which of our land uses a word of the file means',
      (text, known?: Record<string, string>) => nameArgument(text, known),
    )
    .action((file: string, options: Options) =>
      withIt(async (composition) => {
        const tenant = await getTenant(composition, options.tenant);
        const mapping = {
          source: options.source ?? basename(file),
          approximate: options.approximate ?? false,
          names: options.name ?? {},
          landUses: options.landUse ?? {},
        };
        const told = (line: string) => process.stderr.write(`${line}\n`);
        const totals = await importParcels(composition, tenant, collectionIn(file), mapping, told);
        process.stdout.write(`${JSON.stringify(totals, null, 2)}\n`);
      }),
    );
}
