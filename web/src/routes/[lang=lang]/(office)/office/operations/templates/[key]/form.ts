import type { DraftTemplate } from '#modules/notifications/api.ts';

/** A draft as it stands in the fields of the page. */
export function draftFrom(
  values: Readonly<Record<string, string>>,
  languages: readonly string[],
  before: DraftTemplate,
): DraftTemplate {
  const each = <T>(make: (language: string) => T) =>
    Object.fromEntries(languages.map((language) => [language, make(language)]));
  const text = (name: string) => (values[name] ?? '').replaceAll('\r\n', '\n');
  return {
    purpose: before.purpose,
    kind: before.kind,
    urgent: values.urgent === 'yes',
    mandatory: values.mandatory === 'yes',
    sms: each((language) => text(`sms.${language}`)),
    email: each((language) => ({ subject: text(`email.${language}.subject`), text: text(`email.${language}.text`) })),
    inbox: each((language) => ({ title: text(`inbox.${language}.title`), text: text(`inbox.${language}.text`) })),
  };
}

/** What the fields show of a draft. */
export function fieldsOf(draft: DraftTemplate): Record<string, string> {
  const fields: Record<string, string> = {
    urgent: draft.urgent ? 'yes' : '',
    mandatory: draft.mandatory ? 'yes' : '',
  };
  for (const [language, text] of Object.entries(draft.sms)) fields[`sms.${language}`] = text;
  for (const [language, { subject, text }] of Object.entries(draft.email)) {
    fields[`email.${language}.subject`] = subject;
    fields[`email.${language}.text`] = text;
  }
  for (const [language, { title, text }] of Object.entries(draft.inbox)) {
    fields[`inbox.${language}.title`] = title;
    fields[`inbox.${language}.text`] = text;
  }
  return fields;
}
