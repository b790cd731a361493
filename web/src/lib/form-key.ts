/** Name of the hidden field that carries a form's idempotency key. */
export const KEY_FIELD = '_key';
