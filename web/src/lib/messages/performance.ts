import { catalogue } from '../messages.ts';
import { performance as ar } from './ar/performance.ts';
import { performance as en } from './en/performance.ts';

export const performance = catalogue(ar, en);
