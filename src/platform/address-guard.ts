import { lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Refused since the address lies where nobody from outside may lead the program. */
export class AddressRefused extends Error {}

/** Says which addresses the program may be led to by somebody outside. */
export interface AddressGuard {
  /** Whether an IP address may be called. */
  mayCall(address: string): boolean;
  /** Whether the operator named its network, so that it may be called although it is private. */
  isAllowed(address: string): boolean;
  /** The host of a URL, when it is an IP address. */
  addressOf(url: URL): string | undefined;
  /** As Node's own look-up, but an address that may not be called is none; the connection uses what was judged. */
  readonly lookup: LookupFunction;
}

/**
 * Only what the whole internet may call: private, loopback, link-local, shared, translated and reserved addresses are not.
 * @param allowed networks (CIDR) of the operator's own that may be called all the same
 */
export function createAddressGuard(allowed: readonly string[], resolve: typeof lookup = lookup): AddressGuard {
  const networks = allowed.map((text) => ipaddr.parseCIDR(text));
  const isAllowed = (address: string): boolean => {
    const parsed = ipaddr.process(address);
    return networks.some((network) => parsed.kind() === network[0].kind() && parsed.match(network));
  };
  const mayCall = (address: string): boolean => ipaddr.process(address).range() === 'unicast' || isAllowed(address);
  return {
    mayCall,
    isAllowed,
    addressOf({ hostname }) {
      const host = hostname.replace(/^\[|\]$/g, '');
      return isIP(host) === 0 ? undefined : host;
    },
    lookup(hostname, { all }, done) {
      resolve(hostname, { all: true, verbatim: true }, (error, found) => {
        if (error) return done(error, '', 0);
        const good = found.filter(({ address }) => mayCall(address));
        if (good.length === 0) return done(new AddressRefused(`${hostname} leads into a private network`), '', 0);
        if (all) (done as unknown as (error: null, all: typeof good) => void)(null, good);
        else done(null, good[0]!.address, good[0]!.family);
      });
    },
  };
}
