import { catalogue } from '../messages.ts';
import { opinions as ar } from './ar/opinions.ts';
import { opinions as en } from './en/opinions.ts';

export const opinions = catalogue(ar, en);
