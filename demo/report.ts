import { styleText } from "node:util";

const inColour = process.stdout.isTTY && !process.env["NO_COLOR"];

/** Text in a colour on a terminal, as it is elsewhere. */
function tint(format: Parameters<typeof styleText>[0], text: string): string {
  return inColour ? styleText(format, text) : text;
}

/** A heading: what the demo does next. */
export function step(title: string): void {
  console.log(`\n${tint("bold", title)}`);
}

/** Something that the demo found, with its name. */
export function fact(name: string, value: string): void {
  console.log(`  ${tint("cyan", name.padEnd(10))} ${value}`);
}

/** What the program says to the machine. */
export function sent(text: string): void {
  console.log(`  ${tint("yellow", "->")} ${text}`);
}

/** What the machine says to the program. */
export function received(text: string): void {
  console.log(`  ${tint("green", "<-")} ${text}`);
}
