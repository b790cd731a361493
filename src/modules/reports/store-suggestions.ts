import { findRow, rows, sql, type Tx } from '#platform/db.ts';
import type { SuggestionMetrics } from './model.ts';

/** A model as it is stored: everything but the weights in one document. */
export interface StoredModel {
  readonly version: number;
  readonly trainedAt: string;
  readonly trainedUntil: string;
  readonly examples: number;
  readonly seconds: number;
  readonly document: {
    readonly labels: readonly string[];
    readonly buckets: number;
    readonly steps: readonly number[];
    readonly bias: readonly number[];
    readonly temperature: number;
    readonly threshold: number;
    readonly metrics: SuggestionMetrics;
  };
}

const MODEL = sql`version, to_json(trained_at) #>> '{}' as "trainedAt", to_json(trained_until) #>> '{}' as "trainedUntil",
  examples, seconds, document`;

/** The newest model without its weights. */
export const findModel = (tx: Tx): Promise<StoredModel | undefined> =>
  findRow<StoredModel>(
    tx,
    sql`select ${MODEL} from reports.category_model
        where tenant_id = platform.current_tenant() order by version desc limit 1`,
  );

/** The newest models, the newest first, for the history on the model's page. */
export const listModels = (tx: Tx, most: number): Promise<StoredModel[]> =>
  rows<StoredModel>(
    tx,
    sql`select ${MODEL} from reports.category_model
        where tenant_id = platform.current_tenant() order by version desc limit ${most}`,
  );

/** The weights of a version, deflated. */
export const findWeights = async (tx: Tx, version: number): Promise<Buffer | undefined> =>
  (
    await findRow<{ weights: Buffer }>(
      tx,
      sql`select weights from reports.category_model
          where tenant_id = platform.current_tenant() and version = ${version}`,
    )
  )?.weights;

/** Adds the next version and returns its number. Two at once: one of them is refused by the key. */
export async function insertModel(
  tx: Tx,
  model: Omit<StoredModel, 'version'> & { readonly weights: Uint8Array },
): Promise<number> {
  const row = await findRow<{ version: number }>(
    tx,
    sql`insert into reports.category_model (version, trained_at, trained_until, examples, seconds, document, weights)
        select coalesce(max(version), 0) + 1, ${model.trainedAt}::timestamptz, ${model.trainedUntil}::timestamptz,
          ${model.examples}, ${model.seconds}, ${JSON.stringify(model.document)}::jsonb, ${model.weights}::bytea
        from reports.category_model where tenant_id = platform.current_tenant()
        returning version`,
  );
  return row!.version;
}

export interface Correction {
  readonly caseId: string;
  readonly version: number;
  readonly at: string;
  readonly was: string;
  readonly became: string;
  readonly suggested: string | null;
  readonly modelVersion: number | null;
}

export async function insertCorrection(tx: Tx, correction: Correction): Promise<void> {
  const { caseId, version, at, was, became, suggested, modelVersion } = correction;
  await sql`insert into reports.category_correction (case_id, version, at, was, became, suggested, model_version)
            values (${caseId}, ${version}, ${at}::timestamptz, ${was}, ${became}, ${suggested}, ${modelVersion})`.execute(
    tx,
  );
}

/** Corrections since an instant, and in how many of them the first suggestion had been what the report became. */
export const countCorrections = async (tx: Tx, since: string): Promise<{ all: number; foreseen: number }> =>
  (await findRow<{ all: number; foreseen: number }>(
    tx,
    sql`select count(*)::integer as "all", (count(*) filter (where suggested = became))::integer as foreseen
        from reports.category_correction
        where tenant_id = platform.current_tenant() and at > ${since}::timestamptz`,
  ))!;
