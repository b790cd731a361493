import { catalogue } from '../messages.ts';
import { handovers as ar } from './ar/handovers.ts';
import { handovers as en } from './en/handovers.ts';

export const handovers = catalogue(ar, en);
