// The part of the front door that goes to the browser: forms that react while somebody writes, by the rules of the server.
export type { CaseType, Field } from './model.ts';
export {
  enterInto,
  entryProblems,
  fieldsShown,
  type Sheet,
  type SheetSetting,
  sheetFields,
  sheetOf,
  sheetValue,
} from './rules-sheet.ts';
