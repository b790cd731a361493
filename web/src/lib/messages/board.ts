import { catalogue } from '../messages.ts';
import { board as ar } from './ar/board.ts';
import { board as en } from './en/board.ts';

export const board = catalogue(ar, en);
