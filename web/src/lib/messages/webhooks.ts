import { catalogue } from '../messages.ts';
import { webhooks as ar } from './ar/webhooks.ts';
import { webhooks as en } from './en/webhooks.ts';

export const webhooks = catalogue(ar, en);
