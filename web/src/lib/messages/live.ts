import { catalogue } from '../messages.ts';
import { live as ar } from './ar/live.ts';
import { live as en } from './en/live.ts';

export const live = catalogue(ar, en);
