import { catalogue } from '../messages.ts';
import { payments as ar } from './ar/payments.ts';
import { payments as en } from './en/payments.ts';

export const payments = catalogue(ar, en);
