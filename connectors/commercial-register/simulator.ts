import type { SimulatorDefinition } from '../simulator.ts';
import establishment from './samples/establishment.json' with { type: 'json' };
import notFound from './samples/not-found.json' with { type: 'json' };
import restaurant from './samples/restaurant.json' with { type: 'json' };
import suspended from './samples/suspended.json' with { type: 'json' };

const KEY = 'sample-key-of-the-register';
const REGISTERED = new Map([establishment, restaurant, suspended].map((one) => [one.crNumber, one]));

/** A made-up commercial register that knows the sample establishments. */
export const commercialRegisterSimulator: SimulatorDefinition = {
  connector: 'commercial-register',
  secrets: { apiKey: KEY },
  behave: () => ({
    answer({ method, path, headers }) {
      if (headers.apikey !== KEY) return { status: 401, body: { code: '401.1.1', message: 'Invalid API key' } };
      const [, number] = /^\/commercial-registration\/fullinfo\/(\d{10})$/.exec(path) ?? [];
      if (method !== 'GET' || number === undefined) return { status: 400, body: { code: '400.2.1' } };
      const found = REGISTERED.get(number);
      return found === undefined ? { status: 404, body: notFound } : { status: 200, body: found };
    },
    refuse: () => ({ status: 404, body: notFound }),
    nonsense: [
      { ...establishment, crNumber: '9999999999' },
      { ...establishment, status: { id: 77 } },
      { ...establishment, activities: 'none' },
      { ...establishment, name: 12 },
    ],
  }),
};
