import { catalogue } from '../messages.ts';
import { bulk as ar } from './ar/bulk.ts';
import { bulk as en } from './en/bulk.ts';

export const bulk = catalogue(ar, en);
