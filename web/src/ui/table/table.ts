/** One column. Its cell is the row's member of that key, unless the table is given a `cell` snippet. */
export interface Column<Key extends string = string> {
  readonly key: Key;
  readonly label: string;
  readonly numeric?: boolean;
  /** Left out on a phone, where a row becomes a card. */
  readonly minor?: boolean;
}
