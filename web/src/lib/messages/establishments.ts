import { catalogue } from '../messages.ts';
import { establishments as ar } from './ar/establishments.ts';
import { establishments as en } from './en/establishments.ts';

export const establishments = catalogue(ar, en);
