import { catalogue } from '../messages.ts';
import { prefill as ar } from './ar/prefill.ts';
import { prefill as en } from './en/prefill.ts';

export const prefill = catalogue(ar, en);
