import { basename } from "node:path";
import { CommandError, type Session } from "qapi-ts";
import { runBinary, withDeadline, type AskOptions } from "../introspection/ask-server.js";
import { JsonReader } from "../introspection/json-reader.js";
import type { DeviceEntry, DeviceFacts, PropertyEntry } from "./facts.js";

/** What one binary reports. */
interface DevicesAnswer {
  readonly facts: DeviceFacts;
  /** What the binary could not report, and why. */
  readonly problems: readonly string[];
}

/**
 * Queries the types of devices that users can create, and their properties, from a QEMU binary. The binary is started without a
 * machine. A type that aborts the binary is a problem: the binary is started again for the other types.
 * @throws UserError (as a rejection) if the binary does not answer within the timeout, for all its starts together.
 */
export function askDevices(path: string, options: AskOptions = {}): Promise<DevicesAnswer> {
  return withDeadline(`the devices of ${path}`, options, async (deadline) => {
    const inquiry = new Inquiry(deadline);
    for (let restarts = 0; ;) {
      try {
        await runBinary(path, deadline, (session) => inquiry.proceed(session));
        return inquiry.answer(basename(path));
      } catch (error) {
        const isExplained = inquiry.giveUpQuestion(error);
        // A host that is short of memory may end a binary at any time.
        if (deadline.aborted || (!isExplained && ++restarts > maxRestarts)) throw error;
      }
    }
  });
}

/** How often a binary is started again that ended without a question that may abort it. */
const maxRestarts = 2;

/** The questions that may abort a binary: its list of devices, and the properties of a type. */
type Question = { readonly kind: "list" } | { readonly kind: "type"; readonly name: string };

/** Questions and their answers, over several starts of a binary. */
class Inquiry {
  readonly #deadline: AbortSignal;
  readonly #answers = new Map<string, JsonReader>();
  readonly #links = new Map<string, boolean>();
  readonly #failures = new Map<string, string>();
  #version = "";
  #types: readonly string[] = [];
  #listed: ReadonlyMap<string, ListedDevice> | undefined;
  #pending: Question | undefined;

  constructor(deadline: AbortSignal) {
    this.#deadline = deadline;
  }

  /** Sends every query that has no answer yet. */
  async proceed(session: Session): Promise<void> {
    if (this.#version === "") await this.#askTypes(session);
    if (this.#listed === undefined && !this.#failures.has(listName)) await this.#askList(session);
    for (const name of this.#names()) {
      if (!this.#answers.has(name) && !this.#failures.has(name)) await this.#askProperties(session, name);
    }
    const links = new Set([...this.#answers.values()].flatMap(linkedTypes));
    const objects = new Set(await this.#typesOf(session, "user-creatable"));
    for (const link of links) {
      if (!this.#links.has(link)) this.#links.set(link, await this.#isNamed(session, link, objects));
    }
  }

  /** Gives up the question at which a binary ended. Returns false if there is none. */
  giveUpQuestion(error: unknown): boolean {
    const question = this.#pending;
    if (question === undefined) return false;
    this.#pending = undefined;
    const reason = error instanceof Error ? error.message : String(error);
    this.#failures.set(question.kind === "list" ? listName : question.name, `it ended: ${reason}`);
    return true;
  }

  answer(binary: string): DevicesAnswer {
    const enums = new Map<string, readonly string[]>();
    const devices: [string, DeviceEntry][] = [];
    for (const name of this.#names()) {
      const answer = this.#answers.get(name);
      if (answer === undefined) continue;
      const found = readProperties(answer, (type) => this.#links.get(type) ?? false);
      for (const [type, values] of found.enums) enums.set(type, values);
      devices.push([name, { ...this.#listed?.get(name), properties: found.properties }]);
    }
    const unavailable = [...this.#failures.keys()].filter((name) => name !== listName);
    const problems = [...this.#failures].map(([name, reason]) =>
      name === listName
        ? `${binary} does not list the devices that users can create, so that all are taken (${reason})`
        : `${binary} does not report the properties of ${name} (${reason})`,
    );
    return {
      facts: {
        version: this.#version,
        targets: [binary.replace(/^qemu-system-/, "")],
        enums: Object.fromEntries([...enums].sort(byName)),
        devices: Object.fromEntries(devices),
        unavailable,
      },
      problems,
    };
  }

  /** The names of the types that users can create, sorted; all types if the binary does not list those. */
  #names(): readonly string[] {
    const listed = this.#listed;
    return listed === undefined ? this.#types : [...listed.keys()].sort();
  }

  async #askTypes(session: Session): Promise<void> {
    const version = new JsonReader(await this.#call(session, "query-version"), "query-version").member(
      "qemu",
    );
    this.#types = (await this.#typesOf(session, "device")).toSorted();
    this.#version = ["major", "minor", "micro"].map((part) => version.member(part).integer()).join(".");
  }

  async #askList(session: Session): Promise<void> {
    const args = { "command-line": "device_add help" };
    const answer = await this.#ask(session, { kind: "list" }, "human-monitor-command", args);
    if (answer !== undefined) this.#listed = readDeviceHelp(answer.string());
  }

  async #askProperties(session: Session, typename: string): Promise<void> {
    const question: Question = { kind: "type", name: typename };
    const answer = await this.#ask(session, question, "device-list-properties", { typename });
    if (answer !== undefined) this.#answers.set(typename, answer);
  }

  /** Returns undefined if the binary replies with an error. */
  async #ask(
    session: Session,
    question: Question,
    command: string,
    args: object,
  ): Promise<JsonReader | undefined> {
    this.#pending = question;
    try {
      const answer = new JsonReader(await this.#call(session, command, args), command);
      this.#pending = undefined;
      return answer;
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      this.#pending = undefined;
      this.#failures.set(question.kind === "list" ? listName : question.name, error.message);
      return undefined;
    }
  }

  /** Whether users can create an object or a device of a type. All devices are of the type `device`, which selects nothing. */
  async #isNamed(session: Session, type: string, objects: ReadonlySet<string>): Promise<boolean> {
    if (type === "device" || type === "object") return false;
    const types = await this.#typesOf(session, type);
    return types.some((each) => objects.has(each) || this.#listed?.has(each) === true);
  }

  async #typesOf(session: Session, type: string): Promise<readonly string[]> {
    const answer = await this.#call(session, "qom-list-types", { implements: type, abstract: false });
    return new JsonReader(answer, "qom-list-types").map((each) => each.member("name").string());
  }

  #call(session: Session, command: string, args?: object): Promise<unknown> {
    return session.call(command, args, { signal: this.#deadline });
  }
}

/** Not the name of a type. */
const listName = "";

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

/** The properties of a device type that users can set, and the values of the enumeration types that they name. */
interface ReportedProperties {
  readonly properties: Readonly<Record<string, PropertyEntry>>;
  readonly enums: ReadonlyMap<string, readonly string[]>;
}

/**
 * Reads the answer to `device-list-properties`. Omits children and properties that only report something.
 * @param isNamed - whether users can create an object or a device of a type, and refer to it by its id.
 */
function readProperties(answer: JsonReader, isNamed: (type: string) => boolean): ReportedProperties {
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
function linkedTypes(answer: JsonReader): readonly string[] {
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
type ListedDevice = Omit<DeviceEntry, "properties" | "targets">;

/**
 * Reads the answer of the human monitor to `device_add help`: a title for each category, and a line for each device that
 * users can create. A device of several categories has the first one.
 */
function readDeviceHelp(text: string): ReadonlyMap<string, ListedDevice> {
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
