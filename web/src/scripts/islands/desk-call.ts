import { takeOver } from '$lib/island/island.ts';
import DeskCall from '../../routes/[lang=lang]/(office)/office/desk/[call=id]/DeskCall.svelte';

takeOver('desk-call', DeskCall);
