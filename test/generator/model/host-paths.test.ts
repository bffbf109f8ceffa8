import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  commonMembers,
  HostPaths,
  ownMembers,
  type Annotations,
  type Command,
  type HostMembers,
  type Member,
  type Members,
  type TypeReference,
} from "../../../generator/model/index.js";
import { modelOf } from "../support/make-bindings.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const model = modelOf(join(import.meta.dirname, "cases/host.json"));
const host: Annotations["host"] = new Map<string, HostMembers>([
  ["FileNode", new Map([["filename", ["path"]]])],
  ["Address", new Map([["host", ["address"]]])],
  ["migrate", new Map([["uri", ["address", "program"]]])],
  ["device_add", new Map([["romfile", ["path"]]])],
]);
const paths = new HostPaths(model, { host });

function command(name: string): Command {
  const found = model.byName.get(name);
  if (found?.kind !== "command") throw new Error(`no command ${name}`);
  return found;
}

function pathsOf(name: string): readonly string[] {
  return paths.of(command(name)).map(({ path, kind }) => `${path}: ${kind}`);
}

test("an argument that names several kinds of resources is listed for each", () => {
  expect(pathsOf("migrate")).toEqual(["uri: address", "uri: program"]);
});

test("paths lead through objects and lists", () => {
  expect(pathsOf("listen")).toEqual(["at.host: address", "others.host: address"]);
});

test("a path within a type that contains itself, also through an alternate, has no fixed length", () => {
  const within = ["**.filename: path", "**.server.host: address"];
  expect(pathsOf("add").toSorted()).toEqual(within);
  expect(pathsOf("create").toSorted()).toEqual(within.map((path) => `options.${path}`));
});

test("an argument that the schema does not list is found for a command whose arguments are open", () => {
  expect(pathsOf("device_add")).toEqual(["romfile: path"]);
});

test("types and results without resources have no paths", () => {
  expect([...pathsOf("plain"), ...pathsOf("query-nodes")]).toEqual([]);
});

/** Returns the paths of the command `use`, whose only argument has the first of the types. */
function pathsIn(
  types: Readonly<Record<string, Readonly<Record<string, string>>>>,
  marked: readonly string[],
): readonly string[] {
  const structs = Object.entries(types).map(
    ([name, data]) => `{ 'struct': '${name}', 'data': ${JSON.stringify(data).replaceAll('"', "'")} }`,
  );
  const [first = ""] = Object.keys(types);
  const text = [...structs, `{ 'command': 'use', 'data': '${first}' }`].join("\n");
  const generated = modelOf(join(temporaryFolder({ "schema.json": text }), "schema.json"));
  const use = generated.byName.get("use");
  if (use?.kind !== "command") throw new Error("no command");
  const kinds: HostMembers = new Map(marked.map((member) => [member, ["path"]]));
  const annotated = new Map(Object.keys(types).map((name) => [name, kinds]));
  return new HostPaths(generated, { host: annotated }).of(use).map(({ path }) => path);
}

test("paths that types multiply are replaced by their last steps", () => {
  const types = Object.fromEntries(
    Array.from({ length: 40 }, (_, level) => {
      const next = level === 39 ? { file: "str" } : { a: `Level${level + 1}`, b: `Level${level + 1}` };
      return [`Level${level}`, next];
    }),
  );
  const paths = pathsIn(types, ["file"]);
  expect(paths.length).toBeLessThanOrEqual(64);
  expect(paths.filter((path) => !path.endsWith("**.file"))).toEqual([]);
});

test("a long path is replaced by its last step", () => {
  const types = Object.fromEntries(
    Array.from({ length: 300 }, (_, level) => [
      `Level${level}`,
      level === 299 ? { file: "str" } : { next: `Level${level + 1}` },
    ]),
  );
  expect(pathsIn(types, ["file"])).toEqual([expect.stringMatching(/^(next\.){0,15}\*\*\.file$/)]);
});

test("more arguments than can be listed are all arguments", () => {
  const names = Array.from({ length: 100 }, (_, index) => `file-${index}`);
  const types = { Files: Object.fromEntries(names.map((name) => [name, "str"])) };
  expect(pathsIn(types, names)).toEqual(["**"]);
});

/** The steps from the arguments to a member that names a resource. */
type Steps = readonly string[];

/** Walks from an object to a member that names a resource, as the choices of a random source lead. */
function walk(members: Members, choose: (limit: number) => number, steps: Steps): Steps | undefined {
  if (steps.length > 12) return undefined;
  const options = membersWithBranches(members);
  const member = options[choose(options.length)];
  if (member === undefined) return undefined;
  const next = [...steps, member.name];
  if (isResource(member)) return next;
  const type = objectIn(member.type);
  return type === undefined ? undefined : walk({ kind: "named", type }, choose, next);
}

/** Every member that some object of the type has, found independently of the code under test. */
function membersWithBranches(members: Members): readonly Member[] {
  const type = members.kind === "named" ? model.byName.get(members.type) : undefined;
  const branches = type?.kind === "union" ? type.branches : [];
  const ofBranches = branches.flatMap((branch) =>
    branch.type.kind === "defined" ? membersWithBranches({ kind: "named", type: branch.type.name }) : [],
  );
  return [...commonMembers(model, members), ...ofBranches];
}

function objectIn(type: TypeReference): string | undefined {
  if (type.kind === "array") return objectIn(type.element);
  const found = type.kind === "defined" ? model.byName.get(type.name) : undefined;
  if (found?.kind === "alternate") {
    return found.alternatives.map((branch) => objectIn(branch.type)).find((name) => name !== undefined);
  }
  return found?.kind === "struct" || found?.kind === "union" ? found.name : undefined;
}

function isResource(member: Member): boolean {
  return [...host].some(([name, members]) => {
    const definition = model.byName.get(name);
    return definition !== undefined && members.has(member.name) && ownMembers(definition).includes(member);
  });
}

/** Reports whether steps match a path, in which `**` stands for any number of steps. */
function matchesPath([first, ...pattern]: Steps, steps: Steps): boolean {
  if (first === undefined) return steps.length === 0;
  if (first !== "**") return steps[0] === first && matchesPath(pattern, steps.slice(1));
  return steps.some((_, index) => matchesPath(pattern, steps.slice(index)));
}

test("every argument that can name a resource, at any depth, matches a listed path", () => {
  const commands = model.definitions.filter((each) => each.kind === "command" && each.gen);
  const depths = new Set<number>();
  fc.assert(
    fc.property(fc.constantFrom(...commands), fc.infiniteStream(fc.nat()), (each, numbers) => {
      if (each.kind !== "command") return;
      const choose = (limit: number): number => Number(numbers.next().value) % Math.max(1, limit);
      const steps = walk(each.data, choose, []);
      if (steps === undefined) return;
      depths.add(steps.length);
      const listed = paths.of(each).map(({ path }) => path.split("."));
      expect(
        listed.some((pattern) => matchesPath(pattern, steps)),
        steps.join("."),
      ).toBe(true);
    }),
    { numRuns: 5_000 },
  );
  expect(Math.max(...depths)).toBeGreaterThan(4);
});
