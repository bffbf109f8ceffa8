import { styleText } from "node:util";

const useColor = process.stdout.isTTY && !process.env["NO_COLOR"];

/** Returns the text with colors if the output is a terminal. */
function color(format: Parameters<typeof styleText>[0], text: string): string {
  return useColor ? styleText(format, text) : text;
}

/** Prints the heading of a step. */
export function step(title: string): void {
  console.log(`\n${color("bold", title)}`);
}

/** Prints a name and its value. */
export function fact(name: string, value: string): void {
  console.log(`  ${color("cyan", name.padEnd(10))} ${value}`);
}

/** Prints what the program sends. */
export function sent(text: string): void {
  console.log(`  ${color("yellow", "->")} ${text}`);
}

/** Prints what the program receives. */
export function received(text: string): void {
  console.log(`  ${color("green", "<-")} ${text}`);
}
