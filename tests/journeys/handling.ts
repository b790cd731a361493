import { askDatabase } from '../faults/app.ts';
import { city, type Visitor } from './browser.ts';
import { letTimeRunOut, photo } from './city.ts';
import { ask } from './records.ts';

const ON = { ar: 'حفظ ومتابعة', en: 'Save and go on' };

/** Presses what saves the step of an application at hand and leads on. */
export const goOn = (visitor: Visitor) => visitor.press(ON[visitor.manner.language], visitor.page.locator('.buttons'));

/** Gives a photo as the file of a field. */
export async function attach(visitor: Visitor, field: string): Promise<void> {
  await visitor.page
    .locator(`input[type="file"][name="input.${field}"]`)
    .last()
    .setInputFiles(await photo());
}

/** Opens an action of the application that the officer looks at. */
export const begin = (officer: Visitor, action: string) => officer.press(action, officer.page.locator('#act'));

/** Sends the form of the action that is open. */
export const send = (officer: Visitor, action: string) =>
  officer.press(action, officer.page.locator('.panel .buttons'));

/** Lets the time of the bodies that have not replied about an application run out. */
export async function letOthersBeSilent(applicant: Visitor, id: string): Promise<void> {
  const { consulted } = await ask<{ consulted: { id: string; open: boolean }[] }>(
    applicant,
    'GET',
    `/my/applications/${id}`,
  );
  const asked = await askDatabase<{ number: string }>(
    city().dataDir,
    'select number from cases."case" where id = any($1)',
    [consulted.filter(({ open }) => open).map((one) => one.id)],
  );
  for (const { number } of asked) await letTimeRunOut(number, 'norm');
}
