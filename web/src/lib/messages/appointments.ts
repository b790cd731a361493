import { catalogue } from '../messages.ts';
import { appointments as ar } from './ar/appointments.ts';
import { appointments as en } from './en/appointments.ts';

export const appointments = catalogue(ar, en);
