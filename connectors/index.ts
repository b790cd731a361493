import type { Connector } from '#modules/exchange/api.ts';
import { commercialRegister } from './commercial-register/connector.ts';
import { nationalAddress } from './national-address/connector.ts';
import { sadad } from './sadad/connector.ts';
import { sms } from './sms/connector.ts';

/** Every connector the program has. Which ones a tenant uses, and where, is in its `connectors.json`. */
export const CONNECTORS: readonly Connector[] = [commercialRegister, nationalAddress, sadad, sms];

export { registerConnection } from './commercial-register/connection.ts';
export { smsConnection } from './sms/connection.ts';
