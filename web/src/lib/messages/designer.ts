import { catalogue } from '../messages.ts';
import { designer as ar } from './ar/designer.ts';
import { designer as en } from './en/designer.ts';

export const designer = catalogue(ar, en);
