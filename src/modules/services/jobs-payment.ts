import { BILL_CHANGED, type BillChanged } from '#modules/payments/api.ts';
import type { Job, Subscription } from '#platform/module.ts';
import { APPLICATION } from './operations-payment.ts';
import { dropPaymentNews, duePaymentNews, keepPaymentNews } from './store-payment.ts';

const AT_A_TIME = 50;

/** Keeps that the bill of an application was paid, for the application to go on after commit. */
export const paymentNews: Subscription = {
  name: 'services.payments',
  events: [BILL_CHANGED],
  async handle(tx, events) {
    for (const { payload, at } of events) {
      const { billId, subjectType, subjectId, after } = payload as unknown as BillChanged;
      if (subjectType !== APPLICATION || (after !== 'paid' && after !== 'over-paid')) continue;
      await keepPaymentNews(tx, billId, subjectId, at.toString());
    }
  },
};

/** Lets applications go on whose bill was paid. */
export const paymentJob: Job = {
  name: 'services.payments',
  everySeconds: 1,
  async run({ tenants, transaction, call, signal }) {
    for (const tenant of await tenants()) {
      const failures: unknown[] = [];
      for (const { billId, caseId } of await transaction(tenant.id, (tx) => duePaymentNews(tx, AT_A_TIME))) {
        if (signal.aborted) return;
        try {
          await call(tenant, 'services.record-payment', { id: caseId, billId });
          await transaction(tenant.id, (tx) => dropPaymentNews(tx, billId));
        } catch (error) {
          // One that cannot go on holds up none of the others.
          failures.push(error);
        }
      }
      if (failures.length > 0) throw new AggregateError(failures, 'applications that were paid for did not go on');
    }
  },
};
