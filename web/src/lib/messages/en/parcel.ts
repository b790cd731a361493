import type { Translation } from '../../messages.ts';
import type { parcel as source } from '../ar/parcel.ts';

export const parcel: Translation<typeof source> = {
  plan: 'Plan number',
  number: 'Parcel number',
  hint: 'As in the deed, such as plan 9/901 and parcel 12.',
  find: 'Show the parcel',
  both: 'Enter both the number of the plan and the number of the parcel.',
  found: 'The parcel as the register has it',
  district: 'District',
  municipality: 'Municipality',
  area: 'Area',
  landUse: 'Land use',
  metres: '{area} m²',
  approximate: 'The border shown is approximate and proves no ownership.',
  picture: 'Map of parcel {number} of plan {plan} and what lies around it',
  map: 'Map of parcels',
  how: 'Or choose it on the map: zoom in until the borders of parcels appear, then tap yours.',
  keys: 'With the keyboard: move the map with the arrows, zoom with +, and press Enter to choose the parcel in the middle.',
  closer: 'Zoom in to see the borders of parcels.',
  empty: 'There are no registered parcels in this part of the map.',
  searching: 'Looking it up in the register…',
  failed: 'The map could not be loaded. Enter the numbers of the plan and of the parcel.',
  told: 'Parcel {number} · Plan {plan}',
};
