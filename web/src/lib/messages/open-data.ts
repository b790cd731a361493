import { catalogue } from '../messages.ts';
import { openData as ar } from './ar/open-data.ts';
import { openData as en } from './en/open-data.ts';

export const openData = catalogue(ar, en);
