import { catalogue } from '../messages.ts';
import { administration as ar } from './ar/administration.ts';
import { administration as en } from './en/administration.ts';

export const administration = catalogue(ar, en);
