import { catalogue } from '../messages.ts';
import { privacy as ar } from './ar/privacy.ts';
import { privacy as en } from './en/privacy.ts';

export const privacy = catalogue(ar, en);
