import { z } from 'zod';
import { CaseType } from './model-type.ts';

export * from './model-effect.ts';
export * from './model-event.ts';
export * from './model-field.ts';
export * from './model-state.ts';
export * from './model-type.ts';

/** The published JSON Schema (2020-12) of a case type document. */
export const caseTypeJsonSchema = (): Record<string, unknown> =>
  z.toJSONSchema(CaseType, { io: 'input' }) as Record<string, unknown>;
