import Award from '@lucide/svelte/icons/award';
import BadgeCheck from '@lucide/svelte/icons/badge-check';
import Bed from '@lucide/svelte/icons/bed-double';
import Building from '@lucide/svelte/icons/building-2';
import Construction from '@lucide/svelte/icons/construction';
import Door from '@lucide/svelte/icons/door-closed';
import FileText from '@lucide/svelte/icons/file-text';
import Flower from '@lucide/svelte/icons/flower-2';
import Hammer from '@lucide/svelte/icons/hammer';
import Handshake from '@lucide/svelte/icons/handshake';
import Heart from '@lucide/svelte/icons/heart-pulse';
import House from '@lucide/svelte/icons/house';
import Leaf from '@lucide/svelte/icons/leaf';
import MapIcon from '@lucide/svelte/icons/map';
import MapPinned from '@lucide/svelte/icons/map-pinned';
import Megaphone from '@lucide/svelte/icons/megaphone';
import Party from '@lucide/svelte/icons/party-popper';
import Presentation from '@lucide/svelte/icons/presentation';
import Ruler from '@lucide/svelte/icons/ruler';
import Scale from '@lucide/svelte/icons/scale';
import Store from '@lucide/svelte/icons/store';
import TrafficCone from '@lucide/svelte/icons/traffic-cone';
import Trees from '@lucide/svelte/icons/trees';
import Truck from '@lucide/svelte/icons/truck';
import Users from '@lucide/svelte/icons/users';
import type { IconComponent } from '$ui/icon/icon.ts';

const KNOWN: Readonly<Record<string, IconComponent>> = {
  award: Award,
  'badge-check': BadgeCheck,
  'bed-double': Bed,
  'building-2': Building,
  construction: Construction,
  'door-closed': Door,
  'flower-2': Flower,
  hammer: Hammer,
  handshake: Handshake,
  'heart-pulse': Heart,
  house: House,
  leaf: Leaf,
  map: MapIcon,
  'map-pinned': MapPinned,
  megaphone: Megaphone,
  'party-popper': Party,
  presentation: Presentation,
  ruler: Ruler,
  scale: Scale,
  store: Store,
  'traffic-cone': TrafficCone,
  trees: Trees,
  truck: Truck,
  users: Users,
};

/** The picture of a group of services or of a life event, by the name its document gives. */
export const serviceIcon = (name: string): IconComponent => KNOWN[name] ?? FileText;
