/** What the pages are handed by the operations of e-services: shapes only. */
export type { ServiceCard } from './model.ts';
