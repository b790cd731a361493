import { catalogue } from '../messages.ts';
import { signing as ar } from './ar/signing.ts';
import { signing as en } from './en/signing.ts';

export const signing = catalogue(ar, en);
