import { catalogue } from '../messages.ts';
import { suggesting as ar } from './ar/suggesting.ts';
import { suggesting as en } from './en/suggesting.ts';

export const suggesting = catalogue(ar, en);
