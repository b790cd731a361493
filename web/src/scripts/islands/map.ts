import { takeOver } from '$lib/island/island.ts';
import MapFrame from '$ui/map-frame/MapFrame.svelte';

takeOver('map', MapFrame);
