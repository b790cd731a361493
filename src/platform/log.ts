import pino from 'pino';

export type Log = pino.Logger;

/** Structured log lines on standard output. Secrets and personal contacts never reach them. */
export const createLog = (level: string): Log =>
  pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ['*.authorization', '*.cookie', '*.password', '*.token', '*.mobile', '*.email', 'req.headers'],
      censor: '[redacted]',
    },
  });
