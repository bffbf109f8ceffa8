/** JSON whose numbers are text, because QEMU distinguishes 1 from 1.0. */
export type WireValue = string | boolean | null | Numeral | WireValue[] | WireObject;
export interface WireObject {
  [name: string]: WireValue;
}

export class Numeral {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export function isWireObject(value: WireValue): value is WireObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Numeral);
}

/** Returns a value as JSON text. */
export function wireText(value: WireValue): string {
  if (value instanceof Numeral) return value.text;
  if (Array.isArray(value)) return `[${value.map(wireText).join(", ")}]`;
  if (!isWireObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}: ${wireText(member)}`,
  );
  return `{${members.join(", ")}}`;
}
