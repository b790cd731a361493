import { catalogue } from '../messages.ts';
import { mydata as ar } from './ar/mydata.ts';
import { mydata as en } from './en/mydata.ts';

export const mydata = catalogue(ar, en);
