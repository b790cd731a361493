import { catalogue } from '../messages.ts';
import { developers as ar } from './ar/developers.ts';
import { developers as en } from './en/developers.ts';

export const developers = catalogue(ar, en);
