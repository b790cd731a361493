import { catalogue } from '../messages.ts';
import { palette as ar } from './ar/palette.ts';
import { palette as en } from './en/palette.ts';

export const palette = catalogue(ar, en);
