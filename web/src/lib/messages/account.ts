import { catalogue } from '../messages.ts';
import { account as ar } from './ar/account.ts';
import { account as en } from './en/account.ts';

export const account = catalogue(ar, en);
