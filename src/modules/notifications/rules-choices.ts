import { NOTICE_KINDS, type NoticeKind, OUTSIDE_CHANNELS, type OutsideChannel } from './model.ts';
import type { Choice, KindChoice, Subject } from './model-choices.ts';

/** Whether somebody wants a kind of notice on a channel: what they said of the kind, else of the channel, else yes. */
export function wants(
  choices: readonly Choice[],
  subjects: readonly Subject[],
  channel: OutsideChannel,
  kind: NoticeKind,
): boolean {
  return subjects.every((subject) => {
    const own = choices.filter((one) => one.subject === subject && one.channel === channel);
    return (own.find((one) => one.kind === kind) ?? own.find((one) => one.kind === '*'))?.wanted ?? true;
  });
}

/** Every kind with what is wanted of it, as a person reads and changes it. */
export const choicesOf = (choices: readonly Choice[], subject: Subject): KindChoice[] =>
  NOTICE_KINDS.map((kind) => {
    const [email, sms, push] = OUTSIDE_CHANNELS.map((channel) => wants(choices, [subject], channel, kind));
    return { kind, email: email!, sms: sms!, push: push! };
  });
