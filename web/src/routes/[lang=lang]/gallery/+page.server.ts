import { Problem } from '#kernel/problem.ts';
import { answerForm } from '$lib/forms.ts';
import type { Actions, PageServerLoad } from './$types';

const THEMES = { dark: ['dark'], both: ['light', 'dark'] } as const;

export const load: PageServerLoad = ({ url }) => {
  const theme = url.searchParams.get('theme');
  return {
    only: url.searchParams.get('only'),
    themes: theme === 'dark' || theme === 'both' ? THEMES[theme] : (['auto'] as const),
  };
};

/** Refuses every time, as an operation would: the way of a Problem from the action to the field. */
export const actions: Actions = {
  refuse: (event) =>
    answerForm(event, async ({ key }) => {
      throw new Problem(
        'gallery.refused',
        422,
        {
          ar: 'رُفض الطلب كما هو متوقع من هذا النموذج.',
          en: 'The form was refused, as this sample always is.',
        },
        {
          fields: [
            {
              path: 'mobile',
              code: 'sample',
              text: {
                ar: key.idempotencyKey ? 'وصل المفتاح الذي يمنع التكرار.' : 'لم يصل مفتاح منع التكرار.',
                en: key.idempotencyKey ? 'The idempotency key arrived.' : 'No idempotency key arrived.',
              },
            },
          ],
        },
      );
    }),
};
