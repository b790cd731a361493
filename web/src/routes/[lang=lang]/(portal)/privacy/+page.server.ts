import { phonesOf } from '../parts/contact.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => ({ phones: phonesOf(locals.tenant) });
