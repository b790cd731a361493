import { catalogue } from '../messages.ts';
import { ui as ar } from './ar/ui.ts';
import { ui as en } from './en/ui.ts';

export const ui = catalogue(ar, en);
