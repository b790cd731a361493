import { catalogue } from '../messages.ts';
import { field as ar } from './ar/field.ts';
import { field as en } from './en/field.ts';

export const field = catalogue(ar, en);
