import type { JsonReader } from "../introspection/json-reader.js";
import type { DeviceEntry, PropertyEntry } from "./facts.js";

/** The properties of a device type that users can set, and the values of the enumeration types that they name. */
interface ReportedProperties {
  readonly properties: Readonly<Record<string, PropertyEntry>>;
  readonly enums: ReadonlyMap<string, readonly string[]>;
}

/**
 * Reads the answer to `device-list-properties`. Omits children and properties that only report something.
 * @param isNamed - whether users can create an object or a device of a type, and refer to it by its id.
 */
export function readProperties(answer: JsonReader, isNamed: (type: string) => boolean): ReportedProperties {
  const enums = new Map<string, readonly string[]>();
  const entries = answer.map((each) => {
    const [name, type] = [each.member("name").string(), each.member("type").string()];
    const description = each.optional("description")?.string();
    const initial = each.optional("default-value")?.value;
    const values = choices(type, description, initial);
    if (values !== undefined) enums.set(type, values);
    return [name, entryOf(type, { initial, description }, isNamed)] as const;
  });
  const known = entries.filter((entry): entry is readonly [string, PropertyEntry] => entry[1] !== undefined);
  return { properties: Object.fromEntries(known.sort(([a], [b]) => (a < b ? -1 : 1))), enums };
}

/** The names of the types that the links of an answer refer to. */
export function linkedTypes(answer: JsonReader): readonly string[] {
  return answer.map((each) => linkPattern.exec(each.member("type").string())?.[1] ?? "").filter(Boolean);
}

const linkPattern = /^link<(.+)>$/;
const childPattern = /^child<.+>$/;

/** Types of properties without a setter. */
const reportedTypes: ReadonlySet<string> = new Set(["busnr", "guest statistics", "struct tm"]);

function entryOf(
  type: string,
  { initial, description }: { readonly initial: unknown; readonly description: string | undefined },
  isNamed: (type: string) => boolean,
): PropertyEntry | undefined {
  if (childPattern.test(type) || reportedTypes.has(type)) return undefined;
  const link = linkPattern.exec(type)?.[1];
  if (link !== undefined && !isNamed(link)) return undefined;
  return {
    type: link === undefined ? type : "str",
    ...(link !== undefined && { link }),
    ...(initial !== undefined && { default: typeof initial === "bigint" ? String(initial) : initial }),
    ...(description !== undefined && { description }),
  };
}

/** Types whose descriptions may list examples, not all values. */
const plainTypes = /^(?:bool|str|string|size|u?int\d*)$/;

/** Returns the values of an enumeration, which its description lists at the end: `Error policy (report/ignore/stop)`. */
function choices(
  type: string,
  description: string | undefined,
  initial: unknown,
): readonly string[] | undefined {
  if (description === undefined || typeof initial !== "string" || plainTypes.test(type)) return undefined;
  const list = /(?:^|[ (,])((?:[\w.+-]+\/)+[\w.+-]+)\)?$/.exec(description)?.[1]?.split("/");
  return list?.includes(initial) === true ? list : undefined;
}

/** What the list of devices of the human monitor states about a device. */
export type ListedDevice = Omit<DeviceEntry, "properties" | "targets">;

/**
 * Reads the answer of the human monitor to `device_add help`: a title for each category, and a line for each device that
 * users can create. A device of several categories has the first one.
 */
export function readDeviceHelp(text: string): ReadonlyMap<string, ListedDevice> {
  const devices = new Map<string, ListedDevice>();
  let category: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    const title = /^(.+) devices:$/.exec(line)?.[1];
    if (title !== undefined) category = title;
    const match = devicePattern.exec(line);
    if (match === null) continue;
    const [, name = "", bus, alias, description] = match;
    if (devices.has(name)) continue;
    devices.set(name, {
      ...(bus !== undefined && { bus }),
      ...(category !== undefined && { category }),
      ...(alias !== undefined && { alias }),
      ...(description !== undefined && { description }),
    });
  }
  return devices;
}

const devicePattern = /^name "([^"]+)"(?:, bus ([^,]+))?(?:, alias "([^"]+)")?(?:, desc "(.*)")?$/;
