import { catalogue } from '../messages.ts';
import { renewing as ar } from './ar/renewing.ts';
import { renewing as en } from './en/renewing.ts';

export const renewing = catalogue(ar, en);
