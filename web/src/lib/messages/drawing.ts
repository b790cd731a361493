import { catalogue } from '../messages.ts';
import { drawing as ar } from './ar/drawing.ts';
import { drawing as en } from './en/drawing.ts';

export const drawing = catalogue(ar, en);
