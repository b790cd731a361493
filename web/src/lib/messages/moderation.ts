import { catalogue } from '../messages.ts';
import { moderation as ar } from './ar/moderation.ts';
import { moderation as en } from './en/moderation.ts';

export const moderation = catalogue(ar, en);
