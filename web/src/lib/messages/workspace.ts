import { catalogue } from '../messages.ts';
import { workspace as ar } from './ar/workspace.ts';
import { workspace as en } from './en/workspace.ts';

export const workspace = catalogue(ar, en);
