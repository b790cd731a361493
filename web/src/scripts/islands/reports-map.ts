import { takeOver } from '$lib/island/island.ts';
import ReportsMap from '../../routes/[lang=lang]/(portal)/reports/ReportsMap.svelte';

takeOver('reports-map', ReportsMap);
