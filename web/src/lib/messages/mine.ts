import { catalogue } from '../messages.ts';
import { mine as ar } from './ar/mine.ts';
import { mine as en } from './en/mine.ts';

export const mine = catalogue(ar, en);
