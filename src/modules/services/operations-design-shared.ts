import { z } from 'zod';
import type { FieldProblem } from '#kernel/problem.ts';
import type { Tx } from '#platform/db.ts';
import type { OperationContext } from '#platform/operations.ts';
import { tenantRole } from '#platform/policy.ts';
import { type DesignDocument, type DesignFinding, type PublishedService, DesignDocument as Shape } from './model.ts';
import type { CatalogueParts, LoadedCatalogue } from './operations-catalogue-shared.ts';
import { lintDesign } from './operations-design-lint.ts';
import type { ServiceParts } from './operations-shared.ts';
import { serviceProblems } from './problems.ts';
import { type DesignRow, findDesign } from './store-designs.ts';

/** What the designer needs besides what every service does. */
export interface DesignParts extends ServiceParts {
  readonly catalogues: CatalogueParts['catalogues'];
}

export const designReaders = () => tenantRole('administrator', 'supervisor', 'auditor');
export const designers = () => tenantRole('administrator');

/** The revision of a design that whoever asks has seen. */
export const Seen = z.coerce.number().pipe(z.int32().positive());

/** @throws Problem services.no-catalogue */
export async function catalogueOf(
  { catalogues }: DesignParts,
  tx: Tx,
  { tenant }: Pick<OperationContext, 'tenant'>,
): Promise<LoadedCatalogue> {
  const catalogue = await catalogues.of(tx, tenant);
  if (catalogue === undefined) throw serviceProblems['no-catalogue']();
  return catalogue;
}

/** @throws Problem services.design-not-found */
export async function getDesign(tx: Tx, code: string): Promise<DesignRow> {
  const found = await findDesign(tx, code);
  if (found === undefined) throw serviceProblems['design-not-found']();
  return found;
}

/** A design to be changed as it was seen. @throws Problem services.design-not-found, services.design-changed */
export async function holdDesign(tx: Tx, code: string, revision: number): Promise<DesignRow> {
  const found = await findDesign(tx, code, { lock: true });
  if (found === undefined) throw serviceProblems['design-not-found']();
  if (found.revision !== revision) {
    throw serviceProblems['design-changed']({ extra: { revision: found.revision } });
  }
  return found;
}

/** What is wrong with a design, by everything the tenant has. */
export async function findingsOfDesign(
  parts: DesignParts,
  tx: Tx,
  context: Pick<OperationContext, 'tenant'>,
  document: DesignDocument,
): Promise<DesignFinding[]> {
  const catalogue = await parts.catalogues.of(tx, context.tenant);
  const { code } = document.service.card;
  const teams = await parts.identity.teams(tx);
  return lintDesign(document, {
    languages: context.tenant.languages,
    teams: teams.map((team) => team.code),
    card: catalogue?.stored.find((one) => one.code === code)?.document,
    words: catalogue?.words,
    connects: (connector, call) => parts.describe(connector, call) !== undefined,
  });
}

/** @throws Problem services.design-broken naming the places */
export function demandShape(document: unknown): DesignDocument {
  const parsed = Shape.safeParse(document);
  if (parsed.success && JSON.stringify(parsed.data).length <= LARGEST) return parsed.data;
  throw serviceProblems['design-broken']({
    fields: (parsed.error?.issues ?? []).map(({ path, message }) => ({
      path: path.join('.'),
      code: 'shape',
      text: { ...SHAPE, en: `${SHAPE.en} ${message}` },
    })),
  });
}

const SHAPE = { ar: 'لا يطابق الصيغة المقررة.', en: 'This does not have the required shape.' };

/** The most characters of JSON a design may have. */
const LARGEST = 800_000;

/** @throws Problem services.design-faulty naming each place with its line */
export function demandFaultless(findings: readonly DesignFinding[]): void {
  const faults = findings.filter(({ severity }) => severity === 'fault');
  if (faults.length === 0) return;
  throw serviceProblems['design-faulty']({
    fields: faults.map(
      ({ path, code, text, line }): FieldProblem => ({
        path,
        code,
        text: { ar: `السطر ${line}: ${text.ar}`, en: `Line ${line}: ${text.en}` },
      }),
    ),
  });
}

/** The activities that fields of a published version choose among: options of its case type. */
export async function activitiesOf(
  { cases }: Pick<DesignParts, 'cases'>,
  tx: Tx,
  context: Pick<OperationContext, 'tenant'>,
  { definition, version }: PublishedService,
): Promise<DesignDocument['activities']> {
  const type = await cases.typeOf(tx, context, definition.caseType.id, version);
  const field = type.sections
    .flatMap(({ fields }) => fields)
    .find(({ type: kind, options }) => kind === 'activity' && options !== undefined);
  return (field?.options ?? []).map(({ value, title }) => ({ code: value, title }));
}
