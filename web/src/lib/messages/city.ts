import { catalogue } from '../messages.ts';
import { city as ar } from './ar/city.ts';
import { city as en } from './en/city.ts';

export const city = catalogue(ar, en);
