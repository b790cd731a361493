import { catalogue } from '../messages.ts';
import { phrases as ar } from './ar/phrases.ts';
import { phrases as en } from './en/phrases.ts';

export const phrases = catalogue(ar, en);
