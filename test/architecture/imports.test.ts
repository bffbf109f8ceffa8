import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");

/** One import, `from` and `to` as paths from the root; a package keeps its name. */
interface Import {
  readonly from: string;
  readonly to: string;
}

function sourcesUnder(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((file) => join(folder, file))
    .filter((file) => /\.tsx?$/.test(file) && !/(^|\/)(dist|node_modules|cases)\//.test(file));
}

function importsOf(file: string): Import[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(join(root, file), "utf8"), true, true);
  return importedFiles.map(({ fileName }) => ({ from: file, to: targetOf(file, fileName) }));
}

/** Where the names that package.json gives lead, outside of browsers. */
const named = (
  JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    imports: Readonly<Record<string, { readonly default: string }>>;
  }
).imports;

function targetOf(file: string, specifier: string): string {
  const built = named[specifier]?.default;
  if (built !== undefined) return relative("dist", built).replace(/\.js$/, ".ts");
  if (!specifier.startsWith(".")) return specifier;
  const source = relative(root, resolve(root, dirname(file), specifier)).replace(/\.js$/, ".ts");
  return existsSync(join(root, `${source}x`)) ? `${source}x` : source;
}

const runtime = sourcesUnder("runtime").flatMap(importsOf);
const generator = sourcesUnder("generator").flatMap(importsOf);
const generated = sourcesUnder("generated").flatMap(importsOf);
const tools = sourcesUnder("tools").flatMap(importsOf);
const fleet = sourcesUnder("fleet").flatMap(importsOf);
const everywhere = [...runtime, ...generator, ...generated, ...tools, ...fleet];

/** The names by which a program imports the packages, apart from what only generated code imports. */
const published = new Set(
  ["package.json", "generator/package.json", "tools/package.json"].flatMap((file) => {
    const { name, exports } = JSON.parse(readFileSync(join(root, file), "utf8")) as {
      readonly name: string;
      readonly exports: object;
    };
    return Object.keys(exports).map((entry) => name + entry.slice(1));
  }),
);
published.delete("qapi-ts/codegen");

/** The imports that a rule forbids, written so that a failure names them. */
const breaches = (imports: Import[], forbidden: (each: Import) => boolean): string[] =>
  imports.filter(forbidden).map(({ from, to }) => `${from} -> ${to}`);

const isIn = (path: string, ...folders: string[]): boolean =>
  folders.some((folder) => path.startsWith(`${folder}/`));

describe("imports between the packages", () => {
  test("there is something to look at", () => {
    expect(runtime.length).toBeGreaterThan(20);
    expect(generator.length).toBeGreaterThan(50);
    expect(runtime.map(({ to }) => to)).toContain("runtime/node/targets.ts");
  });

  test("the runtime imports itself, and Node's built-ins in its Node transports only", () => {
    const allowed = ({ from, to }: Import): boolean =>
      isIn(to, "runtime") || (to.startsWith("node:") && isIn(from, "runtime/node"));
    expect(breaches(runtime, (each) => !allowed(each))).toEqual([]);
  });

  test("generated code imports runtime/codegen.ts and the files of the same protocol", () => {
    expect(breaches(generated, ({ to }) => to !== "runtime/codegen.ts" && !isIn(to, "generated"))).toEqual(
      [],
    );
    const siblings = (path: string): string => path.split("/").slice(0, 2).join("/");
    expect(
      breaches(generated, ({ from, to }) => isIn(to, "generated") && siblings(from) !== siblings(to)),
    ).toEqual([]);
  });

  test("the generator never imports generated code, and the runtime only by its published names", () => {
    const names = new Set(["qapi-ts", "qapi-ts/codegen"]);
    const isOther = (to: string): boolean => to.startsWith("qapi-ts/") && !names.has(to);
    expect(breaches(generator, ({ to }) => isIn(to, "generated", "runtime") || isOther(to))).toEqual([]);
  });

  test("the tools import the packages by their published names, and only the fleet imports the tools", () => {
    expect(tools.filter(({ to }) => to.startsWith("qapi-ts")).length).toBeGreaterThan(10);
    const isOurs = (to: string): boolean => /^qapi-ts(-generator)?(\/|$)/.test(to);
    const allowed = ({ to }: Import): boolean =>
      isIn(to, "tools") || (isOurs(to) ? published.has(to) : !/\.tsx?$/.test(to));
    expect(breaches(tools, (each) => !allowed(each))).toEqual([]);
    const others = [...runtime, ...generator, ...generated];
    expect(breaches(others, ({ to }) => isIn(to, "tools") || to.startsWith("qapi-ts-tools"))).toEqual([]);
  });

  test("the explorer's page imports nothing of Node, and nothing else imports the page or its build", () => {
    const [page, build] = ["tools/explore/page", "tools/explore/build"];
    const inPage = tools.filter(({ from }) => isIn(from, page));
    expect(inPage.length).toBeGreaterThan(20);
    // What the page imports of the other tools is in its bundle too.
    const bundled = new Set(inPage.map(({ to }) => to));
    for (const file of bundled) {
      for (const { from, to } of tools) if (from === file) bundled.add(to);
    }
    expect([...bundled].filter((to) => to.startsWith("node:"))).toEqual([]);
    const outside = tools.filter(({ from }) => !isIn(from, page, build));
    expect(breaches(outside, ({ to }) => isIn(to, page, build))).toEqual([]);
  });

  test("the fleet imports the packages by their published names, and nothing imports the fleet", () => {
    expect(fleet.filter(({ to }) => to.startsWith("qapi-ts-tools")).length).toBeGreaterThan(3);
    const allowed = ({ to }: Import): boolean =>
      isIn(to, "fleet") || (/^qapi-ts(-|\/|$)/.test(to) ? published.has(to) : !to.endsWith(".ts"));
    expect(breaches(fleet, (each) => !allowed(each))).toEqual([]);
    const others = [...runtime, ...generator, ...generated, ...tools];
    const isFleet = (to: string): boolean => isIn(to, "fleet") || to.startsWith("qapi-ts-fleet");
    expect(breaches(others, ({ to }) => isFleet(to))).toEqual([]);
    expect(breaches(others, ({ to }) => to.startsWith("@nats-io/"))).toEqual([]);
  });

  test.each([
    ["ts-morph", ["generator/codegen"]],
    ["ajv", ["generator/frontend", "generator/config", "generator/validate"]],
    ["prettier", ["generator/codegen"]],
  ])("%s appears only where it belongs", (name, folders) => {
    const users = everywhere.filter(({ to }) => to === name || to.startsWith(`${name}/`));
    expect(users.length).toBeGreaterThan(0);
    expect(breaches(users, ({ from }) => !isIn(from, ...folders))).toEqual([]);
  });

  test("no import leads in a circle", () => {
    expect(circles(everywhere)).toEqual([]);
  });
});

/** Every chain of imports that ends where it began. */
function circles(imports: readonly Import[]): string[] {
  const graph = new Map<string, Import[]>();
  for (const each of imports) graph.set(each.from, [...(graph.get(each.from) ?? []), each]);
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, chain: readonly string[]): void => {
    if (chain.includes(file)) found.push([...chain.slice(chain.indexOf(file)), file].join(" -> "));
    if (done.has(file) || chain.includes(file)) return;
    for (const { to } of graph.get(file) ?? []) visit(to, [...chain, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return found;
}
