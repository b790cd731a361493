import { catalogue } from '../messages.ts';
import { communication as ar } from './ar/communication.ts';
import { communication as en } from './en/communication.ts';

export const communication = catalogue(ar, en);
