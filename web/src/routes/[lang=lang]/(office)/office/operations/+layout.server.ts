import { hasRole } from '#kernel/actor.ts';
import { maySeeHandovers } from '$lib/office/access.ts';
import type { LayoutServerLoad } from './$types';

/** Which of the operators' pages the reader may open; the operations behind them decide again. */
export const load: LayoutServerLoad = ({ locals: { actor } }) => ({
  tabs: {
    letters: hasRole(actor, 'administrator'),
    deliveries: hasRole(actor, 'administrator', 'supervisor', 'auditor'),
    opinions: hasRole(actor, 'administrator', 'supervisor', 'auditor'),
    ledger: hasRole(actor, 'administrator', 'auditor'),
    handovers: maySeeHandovers(actor),
  },
});
