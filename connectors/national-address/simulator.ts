import type { SimulatorDefinition } from '../simulator.ts';
import dammam from './samples/dammam.json' with { type: 'json' };
import khobar from './samples/khobar.json' with { type: 'json' };
import none from './samples/none.json' with { type: 'json' };
import qatif from './samples/qatif.json' with { type: 'json' };

const KEY = 'sample-key-of-the-addresses';
const BY_SHORT = new Map([dammam, khobar, qatif].map((page) => [page.Addresses[0]!.ShortAddress, page]));
/** Where the sample establishments of the commercial register have their seat. */
const BY_REGISTRATION = new Map([
  ['0000000001', dammam],
  ['0000000002', khobar],
]);

/** A made-up register of addresses that knows a few made-up ones. */
export const nationalAddressSimulator: SimulatorDefinition = {
  connector: 'national-address',
  secrets: { apiKey: KEY },
  behave: () => ({
    answer({ path, query, headers }) {
      if (headers.api_key !== KEY) return { status: 401, body: { success: false, statusdescription: 'UNAUTHORIZED' } };
      if (path.endsWith('/address-by-short')) {
        return { status: 200, body: BY_SHORT.get(query.get('shortaddress') ?? '') ?? none };
      }
      if (path.endsWith('/address-by-registration')) {
        return { status: 200, body: BY_REGISTRATION.get(query.get('crnumber') ?? '') ?? none };
      }
      return { status: 404, body: none };
    },
    refuse: () => ({ status: 200, body: none }),
    nonsense: [
      { success: true, Addresses: [{ ...dammam.Addresses[0], Longitude: '500' }] },
      { success: true, Addresses: [{ ...dammam.Addresses[0], BuildingNumber: '9999' }] },
      { success: true, Addresses: 'DMMA1234' },
    ],
  }),
};
