/** The embedded PostgreSQL cannot run here; the message says why and what to do, for the person who starts the program. */
export class PostgresError extends Error {
  override name = 'PostgresError';
}
