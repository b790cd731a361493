import { catalogue } from '../messages.ts';
import { satisfaction as ar } from './ar/satisfaction.ts';
import { satisfaction as en } from './en/satisfaction.ts';

export const satisfaction = catalogue(ar, en);
