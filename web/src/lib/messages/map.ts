import { catalogue } from '../messages.ts';
import { map as ar } from './ar/map.ts';
import { map as en } from './en/map.ts';

export const map = catalogue(ar, en);
