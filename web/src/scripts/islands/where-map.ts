import { takeOver } from '$lib/island/island.ts';
import WhereMap from '../../routes/[lang=lang]/(portal)/report/WhereMap.svelte';

takeOver('where-map', WhereMap);
