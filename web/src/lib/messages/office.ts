import { catalogue } from '../messages.ts';
import { office as ar } from './ar/office.ts';
import { office as en } from './en/office.ts';

export const office = catalogue(ar, en);
