import { catalogue } from '../messages.ts';
import { gallery as ar } from './ar/gallery.ts';
import { gallery as en } from './en/gallery.ts';

export const gallery = catalogue(ar, en);
