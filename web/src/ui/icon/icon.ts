import type MapPin from '@lucide/svelte/icons/map-pin';

/** An icon of the one family we use: `import Camera from '@lucide/svelte/icons/camera'`. */
export type IconComponent = typeof MapPin;
