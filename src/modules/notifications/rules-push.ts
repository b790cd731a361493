/** Push services of the browsers people use: Chrome and Edge, Firefox, Windows, Safari. */
const WELL_KNOWN = ['fcm.googleapis.com', 'push.services.mozilla.com', 'notify.windows.com', 'push.apple.com'];

/**
 * Tells whether an endpoint is of a push service notices may go to: one of the well-known ones over HTTPS, or of a host
 * the operator names, as `host` or `host:port`. The endpoint comes from a client, and could otherwise name any machine.
 */
export const pushServices =
  (named: readonly string[]) =>
  (endpoint: URL): boolean =>
    named.includes(endpoint.host) ||
    (endpoint.protocol === 'https:' &&
      endpoint.port === '' &&
      endpoint.username === '' &&
      WELL_KNOWN.some((host) => endpoint.hostname === host || endpoint.hostname.endsWith(`.${host}`)));
