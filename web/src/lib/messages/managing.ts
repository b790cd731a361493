import { catalogue } from '../messages.ts';
import { managing as ar } from './ar/managing.ts';
import { managing as en } from './en/managing.ts';

export const managing = catalogue(ar, en);
