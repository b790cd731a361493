import { catalogue } from '../messages.ts';
import { operating as ar } from './ar/operating.ts';
import { operating as en } from './en/operating.ts';

export const operating = catalogue(ar, en);
