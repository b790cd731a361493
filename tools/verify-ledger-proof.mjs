#!/usr/bin/env node
/**
 * Verifies a proof of an entry of the record, as `ledger.get-proof` gives it, without any other part of Amanah:
 *
 *   node verify-ledger-proof.mjs proof.json [--key public.pem]
 *
 * Give the public key you received by another way; without it the key inside the file is used and named, for you to
 * compare. Ends with status 0 only if everything holds. The tree is that of RFC 9162, section 2.1, with SHA-256; the
 * signature a JWS (RFC 7515) with Ed25519; an entry's leaf is the hash of its JSON with members in order of their names.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const leafHash = (data) => sha256(Buffer.of(0), data);
const nodeHash = (left, right) => sha256(Buffer.of(1), left, right);
const half = (n) => Math.floor(n / 2);
const odd = (n) => n % 2 === 1;

function require(condition, complaint) {
  if (!condition) throw new Error(complaint);
}

function bytes(hex) {
  require(typeof hex === 'string' && /^[0-9a-f]{64}$/.test(hex), 'a hash is not one');
  return Buffer.from(hex, 'hex');
}

function canonical(value) {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}

/** RFC 9162, section 2.1.3.2. */
function rootByInclusion(leaf, index, size, path) {
  require(Number.isSafeInteger(index) && index >= 0 && index < size, 'the position is not in the tree');
  let at = index;
  let last = size - 1;
  let root = leaf;
  for (const sibling of path) {
    require(last > 0, 'the path is too long');
    if (odd(at) || at === last) {
      root = nodeHash(sibling, root);
      while (!odd(at) && at !== 0) [at, last] = [half(at), half(last)];
    } else {
      root = nodeHash(root, sibling);
    }
    [at, last] = [half(at), half(last)];
  }
  require(last === 0, 'the path is too short');
  return root;
}

/** RFC 9162, section 2.1.4.2. */
function requireGrowth(earlier, later, path) {
  const complaint = 'the earlier checkpoint is not the beginning of this record';
  if (earlier.size === later.size) {
    require(path.length === 0 && earlier.root.equals(later.root), complaint);
    return;
  }
  require(earlier.size > 0 && earlier.size < later.size && path.length > 0, complaint);
  let at = earlier.size - 1;
  let last = later.size - 1;
  while (odd(at)) [at, last] = [half(at), half(last)];
  const [start, ...rest] = at === 0 ? [earlier.root, ...path] : path;
  let before = start;
  let after = start;
  for (const sibling of rest) {
    require(last > 0, complaint);
    if (odd(at) || at === last) {
      before = nodeHash(sibling, before);
      after = nodeHash(sibling, after);
      while (!odd(at) && at !== 0) [at, last] = [half(at), half(last)];
    } else {
      after = nodeHash(after, sibling);
    }
    [at, last] = [half(at), half(last)];
  }
  require(last === 0 && before.equals(earlier.root) && after.equals(later.root), complaint);
}

/** JWK thumbprint (RFC 7638). */
const thumbprint = (key) =>
  sha256(`{"crv":"Ed25519","kty":"OKP","x":"${key.export({ format: 'jwk' }).x}"}`).toString('base64url');

/** The checkpoint's size and root, once the signature says the same. */
function signedTree(checkpoint, tenant, key) {
  const [header, payload, signature] = String(checkpoint.signature).split('.');
  const { alg, kid } = JSON.parse(Buffer.from(header, 'base64url').toString());
  require(alg === 'EdDSA' && kid === thumbprint(key), 'a checkpoint is signed with another key');
  const holds = verify(null, Buffer.from(`${header}.${payload}`), key, Buffer.from(signature ?? '', 'base64url'));
  require(holds, 'the signature of a checkpoint does not hold');
  const stated = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const { size, root, at } = checkpoint;
  const same = stated.size === size && stated.root === root && stated.at === at && stated.tenant === tenant;
  require(same, 'a checkpoint says something else than its signature');
  require(Number.isSafeInteger(size) && size > 0, 'a checkpoint has no size');
  return { size, root: bytes(root) };
}

try {
  const [file, option, keyFile] = process.argv.slice(2);
  require(file !== undefined &&
    (option === undefined ||
      (option === '--key' && keyFile !== undefined)), 'usage: verify-ledger-proof.mjs proof.json [--key public.pem]');
  const proof = JSON.parse(readFileSync(file, 'utf8'));
  require(proof.format === 'amanah-ledger-proof/1', 'this is no proof of a kind I know');
  const key = createPublicKey(keyFile === undefined ? proof.publicKey.pem : readFileSync(keyFile, 'utf8'));
  const tree = signedTree(proof.checkpoint, proof.tenant, key);
  const leaf = leafHash(canonical(proof.entry));
  const root = rootByInclusion(leaf, proof.position, tree.size, proof.path.map(bytes));
  require(root.equals(tree.root), 'the entry is not the one that was sealed');
  console.log(`The entry ${proof.entry.id} (${proof.entry.operation}, ${proof.entry.at})`);
  console.log(`is at position ${proof.position} of the ${tree.size} entries of "${proof.tenant}"`);
  console.log(`that were sealed by ${proof.checkpoint.at}, root ${proof.checkpoint.root}.`);
  if (proof.since) {
    const earlier = signedTree(proof.since.checkpoint, proof.tenant, key);
    requireGrowth(earlier, tree, proof.since.path.map(bytes));
    console.log(`The record only grew since ${earlier.size} entries, root ${proof.since.checkpoint.root}.`);
  }
  console.log(
    keyFile === undefined
      ? `Signed by the key in the file. Compare its thumbprint with one you got elsewhere: ${thumbprint(key)}`
      : `Signed by the key you gave: ${thumbprint(key)}`,
  );
} catch (error) {
  console.error(`Not proven: ${error.message}`);
  process.exitCode = 1;
}
