import type { AgencyAnswer, AskAgency, CallContext } from '#modules/exchange/api.ts';

/** `GET /fullinfo/{number}`, with the key in `apiKey`, as public clients of the register ask. */
export const askEstablishment = (
  ask: AskAgency,
  { crNumber }: { crNumber: string },
  { secrets }: CallContext,
): Promise<AgencyAnswer> =>
  ask({
    method: 'GET',
    path: `/commercial-registration/fullinfo/${encodeURIComponent(crNumber)}`,
    query: { language: 'ar' },
    headers: { apiKey: secrets.apiKey! },
  });
