import { takeOver } from '$lib/island/island.ts';
import Passkey from '../../routes/[lang=lang]/(auth)/account/second-factor/Passkey.svelte';

takeOver('passkey', Passkey);
