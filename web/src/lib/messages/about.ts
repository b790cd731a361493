import { catalogue } from '../messages.ts';
import { about as ar } from './ar/about.ts';
import { about as en } from './en/about.ts';

export const about = catalogue(ar, en);
