import { catalogue } from '../messages.ts';
import { track as ar } from './ar/track.ts';
import { track as en } from './en/track.ts';

export const track = catalogue(ar, en);
