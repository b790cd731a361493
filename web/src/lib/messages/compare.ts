import { catalogue } from '../messages.ts';
import { compare as ar } from './ar/compare.ts';
import { compare as en } from './en/compare.ts';

export const compare = catalogue(ar, en);
