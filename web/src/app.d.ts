import type { IncomingMessage } from 'node:http';
import type { Actor } from '#kernel/actor.ts';
import type { Bilingual, Language } from '#kernel/text.ts';
import type { Tenant } from '#platform/tenants.ts';
import type { RequestServices, SignedInPerson } from '#platform/web-services.ts';
import type { Frame } from '$lib/frame.ts';
import type { HeldForm } from '$lib/held-form.ts';
import type { PageLocale } from '$lib/locale.ts';

declare global {
  namespace App {
    interface Error {
      status: number;
      message: string;
      /** `module.what-is-wrong` of a refusal; absent for a failure. */
      code?: string;
      text?: Bilingual;
      requestId?: string;
      /** What was typed into a form whose writer's session is over. */
      held?: HeldForm;
    }
    interface Locals {
      readonly services: RequestServices;
      readonly tenant: Tenant;
      readonly actor: Actor;
      readonly person: SignedInPerson | null;
      readonly requestId: string;
      readonly call: RequestServices['call'];
      readonly language: Language;
      readonly direction: 'rtl' | 'ltr';
      readonly locale: PageLocale;
      readonly theme: 'light' | 'dark' | 'auto';
      /** A form that came without a session; for `signInFirst`. */
      readonly held: HeldForm | null;
    }
    interface PageData {
      /** From the root layout, on every page. */
      frame: Frame;
      locale: PageLocale;
      /** When the content of the page last changed: ISO instant or date; shown in the footer. */
      updated?: string;
    }
    interface Platform {
      req: IncomingMessage & { amanah?: RequestServices };
    }
  }
}
