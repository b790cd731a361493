import { catalogue } from '../messages.ts';
import { desk as ar } from './ar/desk.ts';
import { desk as en } from './en/desk.ts';

export const desk = catalogue(ar, en);
