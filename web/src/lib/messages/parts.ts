import { catalogue } from '../messages.ts';
import { parts as ar } from './ar/parts.ts';
import { parts as en } from './en/parts.ts';

export const parts = catalogue(ar, en);
