import type { Command } from 'commander';
import { type Language, say } from '#kernel/text.ts';
import type { Tenant } from '#platform/tenants.ts';
import type { Composition } from './main.ts';
import type { LintedCards } from './modules/services/api.ts';

/** The findings of a tenant's cards of services as text, by card, and how many say that something is wrong. */
async function lintReport(
  composition: Pick<Composition, 'callAsSystem'>,
  tenant: Tenant,
  asked: string,
  all: boolean,
): Promise<{ text: string; wrong: number }> {
  const language: Language = asked === 'ar' ? 'ar' : 'en';
  const { cards, findings } = await composition.callAsSystem<LintedCards>(tenant, 'services.lint-cards', {});
  const shown = findings.filter(({ severity }) => all || severity !== 'confirm');
  const lines: string[] = [`${say(tenant.name, language)}: ${cards} cards`];
  let card = '';
  for (const { code, name, text, remedy } of shown) {
    if (code !== card) lines.push('', `${code} ${say(name, language)}`);
    card = code;
    lines.push(`  - ${say(text, language)} ${say(remedy, language)}`);
  }
  const count = (wanted: string) => findings.filter(({ severity }) => severity === wanted).length;
  const sums = ['wrong', 'missing', 'confirm'].map((severity) => `${severity}: ${count(severity)}`);
  lines.push('', sums.join(' · '), '');
  return { text: lines.join('\n'), wrong: count('wrong') };
}

/** Adds `catalogue lint` to the command line; its status is 1 where something is wrong with a card. */
export function catalogueCommand(
  program: Command,
  withIt: (work: (composition: Composition) => Promise<void>) => Promise<void>,
  getTenant: (composition: Composition, key: string) => Promise<Tenant>,
): void {
  program
    .command('catalogue')
    .description('cards of e-services')
    .command('lint')
    .description('what is wrong with the cards, missing from them or to be confirmed')
    .option('--tenant <key>', 'one tenant; all unless said')
    .option('--language <tag>', 'ar or en', 'en')
    .option('--all', 'what is only to be confirmed, too')
    .action(({ tenant, language, all }: { tenant?: string; language: string; all?: boolean }) =>
      withIt(async (composition) => {
        const asked = tenant === undefined ? await composition.tenants.all() : [await getTenant(composition, tenant)];
        for (const one of asked) {
          const report = await lintReport(composition, one, language, all ?? false);
          process.stdout.write(report.text);
          if (report.wrong > 0) process.exitCode = 1;
        }
      }),
    );
}
