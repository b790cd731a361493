import { catalogue } from '../messages.ts';
import { issued as ar } from './ar/issued.ts';
import { issued as en } from './en/issued.ts';

export const issued = catalogue(ar, en);
