#!/usr/bin/env node
// Verifies a document without a network and without the program that issued it: only Node and two public files.
// Node 20 or newer. What it reads: RFC 7515 (JWS), RFC 7517 (keys), draft-ietf-oauth-status-list.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { inflateSync } from 'node:zlib';

const USAGE = `node tools/verify-document.mjs <text of the QR code> --keys jwks.json [options]

  --keys FILE        public keys: https://<municipality>/.well-known/jwks.json
  --status FILE      list of statuses, as the document names it; may be given several times
  --file FILE        the PDF, to compare with a statement of it
  --statement TEXT   the signed statement of the PDF, from the page of verification
  --holder NUMBER    identity or registration number of the holder, to compare with the document
  --code CODE        verification code printed on the document; needed with --holder
  --at DATE          another moment than now, such as 2027-01-31T09:00:00Z
  --json             answer as JSON

Ends with 0 for a valid document, 1 for one that is not, 2 where something is missing.`;

const STATUSES = ['valid', 'revoked', 'suspended', 'superseded'];
const text = (part) => Buffer.from(part, 'base64url').toString('utf8');

/** What a token says, signed by one of the keys as `typ`; throws an Error that says why not. */
export function openToken(token, typ, keys) {
  const [head, body, signature, ...more] = token.trim().split('.');
  if (!head || !body || !signature || more.length > 0) throw new Error('this is no signed document');
  const header = JSON.parse(text(head));
  if (header.alg !== 'ES256' || header.typ !== typ) throw new Error('this is signed as something else');
  const jwk = keys.find(({ kid }) => kid === header.kid);
  if (jwk === undefined) throw new Error(`the keys have none called ${header.kid}`);
  const { kty, crv, x, y } = jwk;
  const key = createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' });
  const genuine = verify(
    'sha256',
    Buffer.from(`${head}.${body}`),
    { key, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  if (!genuine) throw new Error('the signature is not of this municipality: forged or changed');
  return JSON.parse(text(body));
}

/** The status a list gives a document; undefined when the list is another or has run out. */
export function statusIn(list, { idx, uri }, seconds) {
  if (list.sub !== uri || list.exp < seconds) return undefined;
  const bytes = inflateSync(Buffer.from(list.status_list.lst, 'base64url'), { maxOutputLength: 1 << 20 });
  const byte = bytes[idx >> 2];
  return byte === undefined ? undefined : STATUSES[(byte >> ((idx & 3) * 2)) & 3];
}

/** How a document stands: `{ result, claims, notes }`. Throws an Error for what is no genuine document. */
export function verifyDocument(scanned, { keys, lists = [], seconds }) {
  const claims = openToken(scanned.trim().split('/').at(-1), 'amd+jwt', keys);
  const opened = lists.map((list) => openToken(list, 'statuslist+jwt', keys));
  const status = opened.map((list) => statusIn(list, claims.status.status_list, seconds)).find(Boolean);
  const notes = [];
  let result = status ?? 'valid';
  if (result === 'valid' && claims.nbf > seconds) result = 'not-yet-valid';
  if (result === 'valid' && claims.exp !== undefined && claims.exp <= seconds) result = 'expired';
  if (status === undefined) notes.push(`not checked for suspension and revocation: ${claims.status.status_list.uri}`);
  return { result, claims, notes };
}

function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      keys: { type: 'string' },
      status: { type: 'string', multiple: true, default: [] },
      file: { type: 'string' },
      statement: { type: 'string' },
      holder: { type: 'string' },
      code: { type: 'string' },
      at: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [scanned] = positionals;
  if (values.help || scanned === undefined || values.keys === undefined) {
    console.error(USAGE);
    return values.help ? 0 : 2;
  }
  const { keys } = JSON.parse(readFileSync(values.keys, 'utf8'));
  const lists = values.status.map((path) => readFileSync(path, 'utf8'));
  const seconds = Math.floor((values.at === undefined ? Date.now() : Date.parse(values.at)) / 1_000);
  const { result, claims, notes } = verifyDocument(scanned, { keys, lists, seconds });
  let genuine = true;
  if (values.file !== undefined) {
    if (values.statement === undefined) throw new Error('--file needs --statement');
    const stated = openToken(values.statement, 'amd-file+jwt', keys);
    const sha256 = createHash('sha256').update(readFileSync(values.file)).digest('hex');
    const same = stated.sha256 === sha256 && stated.jti === claims.jti && stated.ver === claims.ver;
    notes.push(same ? 'the file is the one that was issued' : 'THE FILE IS NOT THE ONE THAT WAS ISSUED');
    genuine &&= same;
  }
  if (values.holder !== undefined) {
    const digest = createHash('sha256')
      .update(`${claims.jti}:${(values.code ?? '').toUpperCase()}:${values.holder}`)
      .digest('base64url')
      .slice(0, 16);
    const same = digest === claims.hid;
    notes.push(same ? 'the number is the holder’s' : 'THE NUMBER OR THE CODE IS NOT THE HOLDER’S');
    genuine &&= same;
  }
  if (values.json) console.log(JSON.stringify({ result, claims, notes }));
  else {
    const day = (moment) => (moment === undefined ? '–' : new Date(moment * 1_000).toISOString());
    console.log(`${result.toUpperCase()}  ${claims.jti}  version ${claims.ver}`);
    console.log(`service ${claims.svc}   holder ${claims.hld}   ${claims.loc ?? ''}`);
    console.log(`valid from ${day(claims.nbf)} until ${day(claims.exp)}`);
    for (const note of notes) console.log(note);
  }
  return result === 'valid' && genuine ? 0 : 1;
}

if (process.argv[1] !== undefined && import.meta.url.endsWith(process.argv[1].split('/').at(-1))) {
  try {
    process.exitCode = main();
  } catch (error) {
    console.error(`NOT GENUINE  ${error.message}`);
    process.exitCode = 1;
  }
}
