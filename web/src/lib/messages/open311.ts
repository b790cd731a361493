import { catalogue } from '../messages.ts';
import { open311 as ar } from './ar/open311.ts';
import { open311 as en } from './en/open311.ts';

export const open311 = catalogue(ar, en);
