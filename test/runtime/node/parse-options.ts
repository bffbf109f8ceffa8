/** Keys and values, as QEMU's command line has them: commas separate pairs, a doubled comma is one in a value. */
export function parseKeyed(option: string): readonly (readonly [key: string, value: string])[] {
  const pairs: (readonly [string, string])[] = [];
  let rest = option;
  while (rest !== "") {
    const equals = rest.indexOf("=");
    if (equals < 0) throw new Error(`no value in ${option}`);
    const key = rest.slice(0, equals);
    const [match] = /^(?:[^,]|,,)*/s.exec(rest.slice(equals + 1)) ?? [""];
    pairs.push([key, match.replaceAll(",,", ",")]);
    const end = equals + 1 + match.length;
    if (end < rest.length && rest[end] !== ",") throw new Error(`bad end in ${option}`);
    rest = rest.slice(end + 1);
  }
  return pairs;
}

/** The names and values of a command line whose options all have a value. */
export function parseOptions(args: readonly string[]): readonly (readonly [name: string, value: string])[] {
  const options: (readonly [string, string])[] = [];
  for (let index = 0; index < args.length; index += 2) {
    const [name = "", value = ""] = args.slice(index, index + 2);
    if (!name.startsWith("-")) throw new Error(`${name} is not the name of an option`);
    options.push([name, value]);
  }
  return options;
}
