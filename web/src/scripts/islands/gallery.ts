import { takeOver } from '$lib/island/island.ts';
import DialogExamples from '$ui/dialog/examples.svelte';
import MapExamples from '$ui/map-frame/examples.svelte';

takeOver('gallery-dialog', DialogExamples);
takeOver('gallery-map-frame', MapExamples);
