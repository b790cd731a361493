import type { Translation } from '$lib/messages.ts';
import type { gallery as ar } from '../ar/gallery.ts';

export const gallery: Translation<typeof ar> = {
  title: 'Gallery of components',
  lead: 'Every component in its states, as the pages show it.',
  'theme.auto': 'As the device',
  'theme.dark': 'Dark',
  'theme.both': 'Both themes',
};
