/** Every figure of the run, as it is told. */
const figures: string[] = [];

export function say(what: string, figure: string): void {
  figures.push(what);
  console.log(`${what.padEnd(62)} ${figure}`);
}

export const told = (): number => figures.length;

export const fail = (message: string): never => {
  throw new Error(message);
};
