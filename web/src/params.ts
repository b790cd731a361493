import { defineParams } from '@sveltejs/kit/params';

export const params = defineParams({
  /** The languages the product speaks; hooks.server.ts checks which of them the tenant offers. */
  lang: (value) => (value === 'ar' || value === 'en' ? value : undefined),
  frame: (value) => (['portal', 'office', 'field', 'auth'].includes(value) ? value : undefined),
  id: (value) => (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value) ? value : undefined),
});
