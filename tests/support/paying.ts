import type { StatementView } from '#modules/payments/api.ts';
import type { City } from './city.ts';

interface World {
  readonly city: City;
  readonly now: Temporal.Instant;
  readonly call: <O>(who: string, operation: string, input: unknown) => Promise<O>;
}

/**
 * Pays the newest bill of somebody's application as a statement of the biller tells it, each of a day of its own; the
 * application has gone on when it returns.
 */
export function payer(world: () => World): (who: string, id: string) => Promise<void> {
  let statements = 0;
  return async (who, id) => {
    const { city, call, now } = world();
    type Bills = { items: { number: string; total: number; state: string; subject: { id: string } }[] };
    const { items } = await call<Bills>(who, 'payments.list-own-bills', {});
    const { number, total } = items.find(({ subject, state }) => subject.id === id && state !== 'paid')!;
    const amount = (total / 100).toFixed(2);
    const line = `TEST${number},${number},${amount},SAR,${now},atm`;
    const text = `transactionNumber,billNumber,amount,currency,paidAt,channel\n${line}\nTOTAL,1,${amount}\n`;
    const day = now
      .subtract({ hours: 24 * statements })
      .toString()
      .slice(0, 10);
    statements += 1;
    const { id: statement } = await call<{ id: string }>('finance-1', 'payments.import-statement', { day, text });
    const view = await call<StatementView>('finance-1', 'payments.get-statement', { id: statement });
    const reason = 'سداد نموذجي لم يصل إشعاره.';
    for (const one of view.items) {
      await call('finance-1', 'payments.settle-difference', { id: one.id, outcome: 'counted', reason });
    }
    await city.settle();
    await city.runJob('services.payments');
  };
}
