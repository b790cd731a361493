/** A place found by its name. */
export interface FoundPlace {
  /** What is sent when it is taken. */
  readonly value: string;
  readonly name: string;
  /** What it lies in, to tell two of one name apart. */
  readonly within?: string | null;
}
