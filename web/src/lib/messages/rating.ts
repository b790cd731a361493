import { catalogue } from '../messages.ts';
import { rating as ar } from './ar/rating.ts';
import { rating as en } from './en/rating.ts';

export const rating = catalogue(ar, en);
