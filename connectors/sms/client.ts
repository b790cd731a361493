import type { AgencyAnswer, AskAgency, CallContext } from '#modules/exchange/api.ts';
import type { TextMessage } from './map.ts';

/** `POST /messages`; `reference` stays the same on every try, and reports are told at `report`. */
export const sendText = (
  ask: AskAgency,
  { to, sender, text, reference }: TextMessage,
  { secrets, heardAt }: CallContext,
): Promise<AgencyAnswer> =>
  ask({
    method: 'POST',
    path: '/messages',
    headers: { authorization: `Bearer ${secrets.apiKey!}`, 'idempotency-key': reference },
    body: { to, from: sender, text, reference, report: heardAt('delivery') },
  });
