import Bug from '@lucide/svelte/icons/bug';
import Building from '@lucide/svelte/icons/building-2';
import Bus from '@lucide/svelte/icons/bus';
import Car from '@lucide/svelte/icons/car';
import Rain from '@lucide/svelte/icons/cloud-rain-wind';
import Construction from '@lucide/svelte/icons/construction';
import Dog from '@lucide/svelte/icons/dog';
import Droplets from '@lucide/svelte/icons/droplets';
import Fence from '@lucide/svelte/icons/fence';
import HardHat from '@lucide/svelte/icons/hard-hat';
import Headset from '@lucide/svelte/icons/headset';
import Lightbulb from '@lucide/svelte/icons/lightbulb';
import MapPin from '@lucide/svelte/icons/map-pin';
import Megaphone from '@lucide/svelte/icons/megaphone';
import MessageWarning from '@lucide/svelte/icons/message-square-warning';
import PaintRoller from '@lucide/svelte/icons/paint-roller';
import Road from '@lucide/svelte/icons/road';
import Snowflake from '@lucide/svelte/icons/snowflake';
import Store from '@lucide/svelte/icons/store';
import TrafficCone from '@lucide/svelte/icons/traffic-cone';
import Trash from '@lucide/svelte/icons/trash-2';
import Trees from '@lucide/svelte/icons/trees';
import Volume from '@lucide/svelte/icons/volume-2';
import type { IconComponent } from '$ui/icon/icon.ts';

const KNOWN: Readonly<Record<string, IconComponent>> = {
  bug: Bug,
  'building-2': Building,
  bus: Bus,
  car: Car,
  'cloud-rain-wind': Rain,
  construction: Construction,
  dog: Dog,
  droplets: Droplets,
  fence: Fence,
  'hard-hat': HardHat,
  headset: Headset,
  lightbulb: Lightbulb,
  megaphone: Megaphone,
  'message-square-warning': MessageWarning,
  'paint-roller': PaintRoller,
  road: Road,
  snowflake: Snowflake,
  store: Store,
  'traffic-cone': TrafficCone,
  'trash-2': Trash,
  trees: Trees,
  'volume-2': Volume,
};

/** The picture of a group by the name its catalogue gives; a pin where the name is none of these. */
export const groupIcon = (name: string): IconComponent => KNOWN[name] ?? MapPin;
