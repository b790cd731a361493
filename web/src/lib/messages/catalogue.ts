import { catalogue as words } from '../messages.ts';
import { catalogue as ar } from './ar/catalogue.ts';
import { catalogue as en } from './en/catalogue.ts';

export const catalogue = words(ar, en);
