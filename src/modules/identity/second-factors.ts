import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { Secret, TOTP } from 'otpauth';
import type { PasskeyRecord, Passkeys, Totp } from './ports.ts';

export const totp: Totp = {
  newSecret: () => new Secret({ size: 20 }).base32,
  address: (secret, issuer, account) =>
    new TOTP({ issuer, label: account, secret: Secret.fromBase32(secret) }).toString(),
  stepOf(secret, code, now) {
    if (!/^\d{6}$/.test(code)) return undefined;
    const timestamp = now.epochMilliseconds;
    const delta = TOTP.validate({ token: code, secret: Secret.fromBase32(secret), timestamp, window: 1 });
    return delta === null ? undefined : TOTP.counter({ timestamp }) + delta;
  },
};

type Transports = NonNullable<NonNullable<Parameters<typeof generateRegistrationOptions>[0]['excludeCredentials']>>;

const descriptors = (known: readonly PasskeyRecord[]) =>
  known.map(({ externalId, transports }) => ({ id: externalId, transports: [...transports] })) as Transports;

// An answer the library cannot even read is a refusal like one that does not verify.
async function orUndefined<T>(work: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await work();
  } catch {
    return undefined;
  }
}

/** Passkeys by Web Authentication; `rpName` is what the browser shows as the site's name. */
export function createPasskeys(rpName: string): Passkeys {
  return {
    async registrationOptions(origin, party, known) {
      const options = await generateRegistrationOptions({
        rpName,
        rpID: new URL(origin).hostname,
        userName: party.name,
        userDisplayName: party.name,
        userID: new TextEncoder().encode(party.id),
        attestationType: 'none',
        excludeCredentials: descriptors(known),
        authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
      });
      return { challenge: options.challenge, options: { ...options } };
    },
    verifyRegistration: (origin, challenge, answer) =>
      orUndefined(async () => {
        const result = await verifyRegistrationResponse({
          response: answer as RegistrationResponseJSON,
          expectedChallenge: challenge,
          expectedOrigin: origin,
          expectedRPID: new URL(origin).hostname,
        });
        if (!result.verified) return undefined;
        const { credential } = result.registrationInfo;
        return {
          externalId: credential.id,
          publicKey: credential.publicKey,
          counter: credential.counter,
          transports: credential.transports ?? [],
        };
      }),
    async proofOptions(origin, known) {
      const options = await generateAuthenticationOptions({
        rpID: new URL(origin).hostname,
        allowCredentials: descriptors(known),
        userVerification: 'required',
      });
      return { challenge: options.challenge, options: { ...options } };
    },
    verifyProof: (origin, challenge, passkey, answer) =>
      orUndefined(async () => {
        const result = await verifyAuthenticationResponse({
          response: answer as AuthenticationResponseJSON,
          expectedChallenge: challenge,
          expectedOrigin: origin,
          expectedRPID: new URL(origin).hostname,
          credential: {
            id: passkey.externalId,
            publicKey: new Uint8Array(passkey.publicKey),
            counter: passkey.counter,
            transports: [...passkey.transports] as never,
          },
        });
        return result.verified ? { counter: result.authenticationInfo.newCounter } : undefined;
      }),
  };
}
