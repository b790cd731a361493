import { catalogue } from '../messages.ts';
import { parcel as ar } from './ar/parcel.ts';
import { parcel as en } from './en/parcel.ts';

export const parcel = catalogue(ar, en);
