import { catalogue } from '../messages.ts';
import { cards as ar } from './ar/cards.ts';
import { cards as en } from './en/cards.ts';

export const cards = catalogue(ar, en);
