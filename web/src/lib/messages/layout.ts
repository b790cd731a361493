import { catalogue } from '../messages.ts';
import { layout as ar } from './ar/layout.ts';
import { layout as en } from './en/layout.ts';

export const layout = catalogue(ar, en);
