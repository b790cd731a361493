// Tries one number after the other until its hash with the salt is the one asked for.

const encoder = new TextEncoder();

globalThis.onmessage = async ({ data: { challenge, salt, maxnumber } }) => {
  const wanted = Uint8Array.from(challenge.match(/../g), (pair) => Number.parseInt(pair, 16));
  const BATCH = 256;
  for (let first = 0; first <= maxnumber; first += BATCH) {
    const tries = Array.from({ length: BATCH }, (_, index) =>
      crypto.subtle.digest('SHA-256', encoder.encode(salt + (first + index))),
    );
    const hashes = await Promise.all(tries);
    const found = hashes.findIndex((hash) => {
      const bytes = new Uint8Array(hash);
      return wanted.every((byte, index) => byte === bytes[index]);
    });
    if (found >= 0) return postMessage(first + found);
  }
  postMessage(null);
};
