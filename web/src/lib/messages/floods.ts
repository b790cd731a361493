import { catalogue } from '../messages.ts';
import { floods as ar } from './ar/floods.ts';
import { floods as en } from './en/floods.ts';

export const floods = catalogue(ar, en);
