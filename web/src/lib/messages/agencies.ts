import { catalogue } from '../messages.ts';
import { agencies as ar } from './ar/agencies.ts';
import { agencies as en } from './en/agencies.ts';

export const agencies = catalogue(ar, en);
