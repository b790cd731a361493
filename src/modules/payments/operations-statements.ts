import { hash } from 'node:crypto';
import { z } from 'zod';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { system } from '#platform/policy.ts';
import { type Attempt, DIFFERENCE_KINDS, OUTCOMES } from './model.ts';
import { FINANCE, getTerms, type PaymentParts, READS_FINANCE, RecordId, WordsView } from './operations-shared.ts';
import { assigned, taken } from './operations-take.ts';
import { paymentProblems, STATEMENT_FAULTS } from './problems.ts';
import { compare, isBillNumber, mayCount, readStatement } from './rules.ts';
import { findBillByNumber, findPayment } from './store.ts';
import * as store from './store-statements.ts';

/** A day of some thousand payments fits; more comes by the job. */
export const STATEMENT_BYTES = 4 << 20;

export const StatementItem = z.object({
  id: z.string(),
  day: z.string(),
  source: z.enum(['biller', 'hand']),
  lines: z.int(),
  matched: z.int(),
  theirTotal: z.int(),
  ourTotal: z.int(),
  importedAt: z.string(),
  differences: z.int(),
  open: z.int(),
});
export type StatementItem = z.infer<typeof StatementItem>;

export const StatementPage = z.object({
  items: z.array(StatementItem),
  next: z.string().nullable(),
  currency: z.string(),
});
export type StatementPage = z.infer<typeof StatementPage>;

const DifferenceItem = z.object({
  id: z.string(),
  kind: z.enum(DIFFERENCE_KINDS),
  transactionNumber: z.string(),
  billNumber: z.string(),
  ours: z.int().nullable(),
  theirs: z.int().nullable(),
  paidAt: z.string().nullable(),
  state: z.enum(['open', 'settled', 'superseded']),
  outcome: z.enum(OUTCOMES).nullable(),
  reason: z.string().nullable(),
  settledBy: WordsView.nullable(),
  settledAt: z.string().nullable(),
  /** Whether it may be counted as a payment. */
  countable: z.boolean(),
});

export const StatementView = StatementItem.extend({
  currency: z.string(),
  importedBy: WordsView.nullable(),
  items: z.array(DifferenceItem),
});
export type StatementView = z.infer<typeof StatementView>;

const itemOf = ({ importedBy: _, ...row }: store.ListedStatement): StatementItem => row;

/** Today in the tenant's zone. */
const today = ({ now, tenant }: OperationContext): string =>
  now.toZonedDateTimeISO(tenant.timeZone).toPlainDate().toString();

/** Differences of an account with what was decided before about the same ones. */
async function differencesFor(
  tx: Tx,
  context: OperationContext,
  statementId: string,
  day: string,
  found: ReturnType<typeof compare>['differences'],
): Promise<store.DifferenceRow[]> {
  const decided = new Map(
    (await store.settledOn(tx, day)).map((one) => [
      `${one.kind} ${one.transactionNumber} ${one.ours} ${one.theirs}`,
      one,
    ]),
  );
  return found.map((one) => {
    const before = decided.get(`${one.kind} ${one.transactionNumber} ${one.ours} ${one.theirs}`);
    return {
      ...one,
      id: context.newId(),
      statementId,
      day,
      state: before === undefined ? 'open' : 'settled',
      outcome: before?.outcome ?? null,
      reason: before?.reason ?? null,
      settledBy: before?.settledBy ?? null,
      settledAt: before?.settledAt ?? null,
    };
  });
}

export function statementOperations(parts: PaymentParts): Operation[] {
  const { identity, biller } = parts;

  async function imported(
    tx: Tx,
    context: OperationContext,
    { day, text, source }: { day: string; text: string; source: 'biller' | 'hand' },
  ) {
    if (day > today(context)) throw paymentProblems['statement-too-early']();
    const terms = await getTerms(parts, tx, context);
    const reading = readStatement(text, terms.currency);
    if ('code' in reading) {
      const { ar, en } = STATEMENT_FAULTS[reading.code];
      throw paymentProblems['statement-unreadable']({
        fields: [
          {
            path: 'text',
            code: reading.code,
            text: { ar: `السطر ${reading.line}: ${ar}`, en: `Line ${reading.line}: ${en}` },
          },
        ],
        values: { line: reading.line, why: en },
      });
    }
    const digest = hash('sha256', text, 'buffer');
    const newest = await store.newestStatement(tx, day);
    const comparison = compare(await store.bookedOn(tx, day), reading.attempts);
    const before = newest && digest.equals(newest.digest) ? await store.findStatement(tx, newest.id) : undefined;
    // The same account once more says nothing new, unless what we have has changed since.
    if (before !== undefined && before.ourTotal === comparison.ourTotal && before.matched === comparison.matched) {
      return { id: before.id, differences: before.differences, open: before.open };
    }
    const id = context.newId();
    const { matched, ourTotal, theirTotal, differences } = comparison;
    await store.supersede(tx, day);
    await store.insertStatement(tx, {
      id,
      day,
      digest,
      body: text,
      source,
      lines: reading.attempts.length,
      matched,
      theirTotal,
      ourTotal,
      importedBy: context.actor.partyId,
      importedAt: context.now.toString(),
    });
    const found = await differencesFor(tx, context, id, day, differences);
    await store.insertDifferences(tx, found);
    context.about({ type: 'statement', id });
    return { id, differences: found.length, open: found.filter(({ state }) => state === 'open').length };
  }

  const Imported = z.object({ id: z.string(), differences: z.int(), open: z.int() });

  return [
    operation({
      name: 'payments.import-statement',
      summary: { ar: 'استيراد كشف سداد ليوم', en: 'Import the biller’s account of a day' },
      kind: 'command',
      who: [FINANCE, system()],
      route: { method: 'POST', path: '/statements' },
      rate: 'write',
      bodyLimit: STATEMENT_BYTES * 2,
      input: z.strictObject({ day: z.iso.date(), text: z.string().min(1).max(STATEMENT_BYTES) }),
      output: Imported,
      run: (tx, { day, text }, context) =>
        imported(tx, context, { day, text, source: context.actor.kind === 'system' ? 'biller' : 'hand' }),
    }),
    operation<{ day: string }, z.infer<typeof Imported>, { day: string; text: string }>({
      name: 'payments.fetch-statement',
      summary: { ar: 'طلب كشف السداد ليوم من نظام السداد', en: 'Ask the biller for its account of a day' },
      kind: 'command',
      who: [FINANCE],
      route: { method: 'POST', path: '/statements/fetched' },
      rate: 'write',
      input: z.strictObject({ day: z.iso.date() }),
      output: Imported,
      async prepare({ day }, context) {
        if (day > today(context)) throw paymentProblems['statement-too-early']();
        const code = await parts.billerCode(context.tenant);
        if (code === undefined) throw paymentProblems['no-terms']();
        const answer = await biller.statement(context.tenant, code, day);
        if (answer.kind !== 'answered') throw paymentProblems['biller-away']();
        return { day, text: answer.value };
      },
      run: (tx, { day, text }, context) => imported(tx, context, { day, text, source: 'biller' }),
    }),
    operation({
      name: 'payments.list-statements',
      summary: { ar: 'كشوف السداد ومطابقتها', en: 'The biller’s accounts, and how they agree with ours' },
      kind: 'query',
      who: [READS_FINANCE],
      route: { method: 'GET', path: '/statements' },
      rate: 'read',
      input: z.strictObject({
        before: RecordId.optional(),
        limit: z.coerce.number().pipe(z.int().min(1).max(100)).default(31),
      }),
      output: StatementPage,
      async run(tx, { before, limit }, context) {
        const found = await store.listStatements(tx, before, limit);
        const items = found.slice(0, limit).map(itemOf);
        const { currency } = await getTerms(parts, tx, context);
        return { items, next: found.length > limit ? items.at(-1)!.id : null, currency };
      },
    }),
    operation({
      name: 'payments.get-statement',
      summary: { ar: 'كشف سداد يوم بفروقه', en: 'The account of a day with its differences' },
      kind: 'query',
      who: [READS_FINANCE],
      route: { method: 'GET', path: '/statements/{id}' },
      rate: 'read',
      input: z.strictObject({ id: RecordId }),
      output: StatementView,
      async run(tx, { id }, context) {
        const found = await store.findStatement(tx, id);
        if (found === undefined) throw paymentProblems['statement-not-found']();
        const items = await store.differencesOf(tx, id);
        const { currency } = await getTerms(parts, tx, context);
        const names = await identity.displayNames(
          tx,
          [found.importedBy, ...items.map(({ settledBy }) => settledBy)].flatMap((one) => one ?? []),
        );
        const nameOf = (party: string | null) =>
          party === null ? null : ((names.get(party) as Record<string, string> | undefined) ?? null);
        return {
          ...itemOf(found),
          currency,
          importedBy: nameOf(found.importedBy),
          items: items.map(({ statementId: _, day: __, settledBy, ...one }) => ({
            ...one,
            settledBy: nameOf(settledBy),
            countable: mayCount(one.kind),
          })),
        };
      },
    }),
    operation({
      name: 'payments.settle-difference',
      summary: { ar: 'تسوية فرق في المطابقة مع بيان السبب', en: 'Settle a difference, with the reason' },
      kind: 'command',
      who: [FINANCE],
      route: { method: 'POST', path: '/differences/{id}/settlement' },
      rate: 'write',
      input: z.strictObject({
        id: RecordId,
        outcome: z.enum(OUTCOMES),
        reason: z.string().trim().min(10).max(500),
        /** The bill a payment is counted on, where the biller names none of ours. */
        billNumber: z.string().trim().max(20).optional(),
      }),
      output: z.object({ id: z.string(), statementId: z.string() }),
      async run(tx, { id, outcome, reason, billNumber }, context) {
        const found = await store.lockDifference(tx, id);
        if (found === undefined) throw paymentProblems['difference-not-found']();
        if (found.state !== 'open') throw paymentProblems['already-settled']();
        if (outcome === 'counted') await counted(tx, context, found, billNumber || found.billNumber);
        const at = context.now.toString();
        await store.settleDifference(tx, id, { outcome, reason, by: context.actor.partyId, at });
        context.about({ type: 'statement', id: found.statementId });
        return { id, statementId: found.statementId };
      },
    }),
  ];

  /** Counts the money of a difference on a bill. @throws Problem payments.cannot-count, payments.bill-unknown */
  async function counted(tx: Tx, context: OperationContext, found: store.DifferenceRow, number: string): Promise<void> {
    const { kind, theirs, paidAt, transactionNumber } = found;
    if (!mayCount(kind) || theirs === null || paidAt === null) throw paymentProblems['cannot-count']();
    const bill = isBillNumber(number) ? await findBillByNumber(tx, number) : undefined;
    if (bill === undefined) throw paymentProblems['bill-unknown']({ values: { number } });
    if ((await findPayment(tx, transactionNumber))?.status === 'unknown') {
      await assigned(parts, tx, context, transactionNumber, bill);
      return;
    }
    const { currency } = bill;
    const attempt: Attempt = {
      transactionNumber,
      billNumber: bill.number,
      amount: theirs,
      currency,
      failed: false,
      paidAt,
      channel: 'statement',
    };
    await taken(parts, tx, context, attempt, 'statement');
  }
}
