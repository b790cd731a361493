import type { IncomingMessage } from 'node:http';
import type { Actor } from '#kernel/actor.ts';
import type { Id } from '#kernel/id.ts';
import type { Text } from '#kernel/text.ts';
import type { Tenant } from './tenants.ts';

/** Whoever signed in, as far as every page shows them. */
export interface SignedInPerson {
  readonly partyId: Id;
  readonly name: Text;
  /** How the account wants figures written; null when nobody chose. */
  readonly digits: 'latn' | 'arab' | null;
  /** The party represented now, when it is not the person's own; named in the header of every page. */
  readonly actingFor: { readonly partyId: Id; readonly name: Text } | null;
}

/** What the server hands to a page with its request: whose it is, for which tenant, and the one way in. */
export interface RequestServices {
  readonly tenant: Tenant;
  readonly actor: Actor;
  readonly person: SignedInPerson | null;
  readonly requestId: string;
  readonly remoteAddress: string;
  /** How the browser reached us; told by the socket or by a trusted proxy. */
  readonly protocol: 'http' | 'https';
  /**
   * Calls an operation as the actor of this request.
   * @param options.idempotencyKey from the form's hidden field; without one a fresh key is made
   * @param options.proof what the caller did to be let past a limit, where an operation asked for it
   * @throws Problem the refusal, to be shown at the fields and at the top
   */
  call<O = unknown>(
    operation: string,
    input: unknown,
    options?: { idempotencyKey?: string; proof?: string },
  ): Promise<O>;
  /**
   * The same request as whoever a service key stands for, however the request itself was signed in; for protocols that
   * carry their key in a parameter. Undefined for a key that opens nothing here.
   */
  withKey(key: string): Promise<RequestServices | undefined>;
  /** The OpenAPI document of all operations, for the reference pages. Made once; not to be changed. */
  reference(): Readonly<Record<string, unknown>>;
  /** Ends the session and clears its cookie on the response under way. */
  signOut(): Promise<void>;
  /** Records a failure nobody foresaw, with the request's id. */
  failed(error: unknown): void;
}

/** A request of Node as the page handler expects it. */
export type RequestWithServices = IncomingMessage & { amanah?: RequestServices };
