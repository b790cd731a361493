import { catalogue } from '../messages.ts';
import { lists as ar } from './ar/lists.ts';
import { lists as en } from './en/lists.ts';

export const lists = catalogue(ar, en);
