import { takeOver } from '$lib/island/island.ts';
import Editor from '../../routes/[lang=lang]/(office)/office/reports/[id=id]/photos/[photo=id]/Editor.svelte';

takeOver('photo-editor', Editor);
