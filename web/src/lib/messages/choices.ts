import { catalogue } from '../messages.ts';
import { choices as ar } from './ar/choices.ts';
import { choices as en } from './en/choices.ts';

export const choices = catalogue(ar, en);
