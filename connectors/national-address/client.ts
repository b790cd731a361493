import type { AgencyAnswer, AskAgency, CallContext } from '#modules/exchange/api.ts';

const PATH = '/NationalAddress/v4/Address';

/** Address by its short form; language `A` answers in Arabic. */
export const askByShortAddress = (
  ask: AskAgency,
  { shortAddress }: { shortAddress: string },
  { secrets }: CallContext,
): Promise<AgencyAnswer> =>
  ask({
    method: 'GET',
    path: `${PATH}/address-by-short`,
    query: { shortaddress: shortAddress, language: 'A', format: 'json' },
    headers: { api_key: secrets.apiKey! },
  });

/** Addresses that a registration has. */
export const askOfEstablishment = (
  ask: AskAgency,
  { crNumber }: { crNumber: string },
  { secrets }: CallContext,
): Promise<AgencyAnswer> =>
  ask({
    method: 'GET',
    path: `${PATH}/address-by-registration`,
    query: { crnumber: crNumber, language: 'A', format: 'json' },
    headers: { api_key: secrets.apiKey! },
  });
