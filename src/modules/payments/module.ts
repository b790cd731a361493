import type { IdentityApi, KeptData } from '#modules/identity/api.ts';
import { cached } from '#platform/cached.ts';
import type { Database } from '#platform/db.ts';
import type { Module } from '#platform/module.ts';
import type { Biller, PaymentsApi } from './api.ts';
import {
  dispatchJob,
  expiryJob,
  type NoticeSource,
  noticeSubscription,
  refundForgetting,
  statementJob,
} from './jobs.ts';
import { billOperations } from './operations-bills.ts';
import { dispatchOperations } from './operations-dispatch.ts';
import { createPaymentsApi } from './operations-issue.ts';
import { keptByPayments } from './operations-kept.ts';
import { noticeOperations } from './operations-notices.ts';
import { refundOperations } from './operations-refunds.ts';
import type { PaymentParts } from './operations-shared.ts';
import { statementOperations } from './operations-statements.ts';
import { decimalOf } from './rules.ts';
import { listBillsOfPayer, newestTerms } from './store.ts';

/** How long another process may go on showing what this one has changed. */
const FRESH_MILLISECONDS = 2_000;
const MOST_TOLD = 200;

export interface PaymentsModuleParts {
  readonly identity: IdentityApi;
  readonly biller: Biller;
  readonly database: Pick<Database, 'transaction'>;
  readonly notices: NoticeSource;
  readonly sampleBank: string | null;
}

/** Bills, what is paid on them, receipts, refunds and reconciliation. */
export function createPayments({ identity, biller, database, notices, sampleBank }: PaymentsModuleParts): {
  module: Module;
  api: PaymentsApi;
  kept: readonly KeptData[];
} {
  const parts: PaymentParts = {
    identity,
    biller,
    sampleBank,
    terms: cached(FRESH_MILLISECONDS, async (tx) => (await newestTerms(tx))?.document),
    billerCode: (tenant) =>
      database.transaction(tenant.id, async (tx) => (await newestTerms(tx))?.document.biller.code, { readOnly: true }),
  };
  identity.tellOf(async (tx, _tenant, partyId) => [
    {
      name: 'bills',
      records: (await listBillsOfPayer(tx, partyId, MOST_TOLD)).map(
        ({ number, subjectNumber, title, total, currency, state, received, issuedAt, expiresAt, paidAt }) => ({
          number,
          subjectNumber,
          title,
          total: decimalOf(total),
          received: decimalOf(received),
          currency,
          state,
          issuedAt,
          expiresAt,
          paidAt,
        }),
      ),
    },
  ]);
  return {
    module: {
      name: 'payments',
      operations: [
        ...billOperations(parts),
        ...refundOperations(parts),
        ...statementOperations(parts),
        ...noticeOperations(parts),
        ...dispatchOperations(parts),
      ],
      subscriptions: [noticeSubscription(notices), refundForgetting],
      jobs: [dispatchJob({ biller, identity }), expiryJob, statementJob({ biller })],
    },
    api: createPaymentsApi(parts),
    kept: keptByPayments,
  };
}
