import { catalogue } from '../messages.ts';
import { report as ar } from './ar/report.ts';
import { report as en } from './en/report.ts';

export const report = catalogue(ar, en);
