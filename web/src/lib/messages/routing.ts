import { catalogue } from '../messages.ts';
import { routing as ar } from './ar/routing.ts';
import { routing as en } from './en/routing.ts';

export const routing = catalogue(ar, en);
