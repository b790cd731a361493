import { catalogue } from '../messages.ts';
import { services as ar } from './ar/services.ts';
import { services as en } from './en/services.ts';

export const services = catalogue(ar, en);
