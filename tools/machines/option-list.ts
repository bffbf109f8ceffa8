/** The key and value of one of QEMU's option lists. A flag such as `server` has the value `on`, `nowait` is `wait=off`. */
export type OptionList = ReadonlyMap<string, string>;

/**
 * Parses an option list of QEMU, such as `socket,id=m0,path=/run/vm.qmp,server=on`. A doubled comma is part of a value.
 * @param implied - the key of a first value without a key.
 */
export function parseOptionList(text: string, implied: string): OptionList {
  const options = new Map<string, string>();
  splitOptions(text).forEach((part, index) => {
    const at = part.indexOf("=");
    if (at >= 0) options.set(part.slice(0, at), part.slice(at + 1));
    else if (index === 0) options.set(implied, part);
    else if (part.startsWith("no")) options.set(part.slice(2), "off");
    else options.set(part, "on");
  });
  return options;
}

/** Splits at single commas. */
function splitOptions(text: string): string[] {
  const pieces = text.split(/(,,?)/);
  const parts: string[] = [];
  let part = "";
  for (const piece of pieces) {
    if (piece === ",") {
      parts.push(part);
      part = "";
    } else part += piece === ",," ? "," : piece;
  }
  return [...parts, part];
}

/** Whether an option is on. */
export function isOn(value: string | undefined): boolean {
  return value === "on" || value === "yes" || value === "true" || value === "y";
}
