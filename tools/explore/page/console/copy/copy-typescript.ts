import { parseTarget, type Target } from "../../../../targets/target.js";
import type { Control, Field } from "../form/form.js";
import { formatPath } from "../form/path.js";
import type { Draft } from "../request-text.js";
import { typescriptLiteral } from "./typescript-literal.js";

/** The entry point of the bindings that fit the machine. */
export type BindingsModule =
  "qapi-ts/qmp" | "qapi-ts/qmp/10.0" | "qapi-ts/qmp/7.2" | "qapi-ts/qsd" | "qapi-ts/qga";

/** What the text of a program depends on: a machine and its bindings. */
export interface ProgramContext {
  /** A target as `parseTarget` takes it. */
  readonly target: string;
  readonly module: BindingsModule;
  /** Whether the bindings have a function for the command. A newer server may have other commands. */
  readonly isBound: boolean;
  /** Whether the command returns something. */
  readonly returns: boolean;
  /** The form of the arguments, which shows the members with base64. */
  readonly form: Control;
}

/** Returns a program that connects to the machine and runs a command. */
export function typescriptProgram({ command, arguments: args }: Draft, context: ProgramContext): string {
  const { module, isBound, returns, form } = context;
  const connection = connectionTo(context.target);
  const isTyped = isBound && connection.isTyped;
  const protocol = module.slice("qapi-ts/".length).replace(/\/.*/, "");
  const name = functionName(command);
  const base64 = isTyped ? new Set(base64Paths(form)) : new Set<string>();
  const call = isTyped ? `await ${name}(session` : `await session.call(${JSON.stringify(command)}`;
  const start = `${returns ? "const result = " : ""}${call}`;
  const given =
    Object.keys(args).length === 0 ? "" : `, ${typescriptLiteral(args, base64, start.length + 4)}`;
  return [
    connection.imports,
    ...(isTyped ? [`import { ${[name, protocol].sort().join(", ")} } from "${module}";`] : []),
    "",
    `await using session = ${connection.open(isTyped ? protocol : undefined)};`,
    `${start}${given});`,
    ...(returns ? ["console.log(result);"] : []),
    "",
  ].join("\n");
}

/** Returns the name of the generated function of a command, as the generator names it. */
export function functionName(command: string): string {
  const words = command.match(/[A-Za-z0-9]+/g) ?? [];
  const pascal = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return pascal.charAt(0).toLowerCase() + pascal.slice(1);
}

interface Connection {
  readonly imports: string;
  /** False if the session has no protocol. */
  readonly isTyped: boolean;
  readonly open: (protocol: string | undefined) => string;
}

function connectionTo(text: string): Connection {
  const target = parseTarget(text);
  const options = optionsOf(target);
  if (options === undefined) {
    return {
      imports: `import { connectTarget, parseTarget } from "qapi-ts-tools";`,
      isTyped: false,
      open: () => `await connectTarget(parseTarget(${JSON.stringify(text)}))`,
    };
  }
  const connect = target.kind === "agent" ? "connectAgent" : "connect";
  const body = Object.entries(options).map(([name, value]) => `${name}: ${typescriptLiteral(value)}`);
  return {
    imports: `import { ${connect} } from "qapi-ts";`,
    isTyped: true,
    open: (protocol) => {
      const members = protocol === undefined ? body : [...body, `protocol: ${protocol}`];
      return `await ${connect}({ ${members.join(", ")} })`;
    },
  };
}

/** Returns the options of `connect`; undefined for a target that only the tools find. */
function optionsOf(target: Target): Readonly<Record<string, unknown>> | undefined {
  switch (target.kind) {
    case "unix":
    case "agent":
      return { path: target.path };
    case "tcp":
      return { host: target.host, port: target.port };
    case "tls":
      return { host: target.host, port: target.port, tls: {} };
    case "web-socket":
      return { webSocket: target.url };
    case "libvirt":
    case "nats":
    case "name":
      return undefined;
  }
}

/** Returns the paths of the members that hold base64. */
function base64Paths(control: Control): string[] {
  const ofField = (field: Field): string[] => [
    ...(field.isBase64 ? [formatPath(field.path)] : []),
    ...base64Paths(field.control),
  ];
  if (control.kind === "object") return control.fields.flatMap(ofField);
  if (control.kind === "list") return control.items.flatMap(ofField);
  return control.kind === "alternate" && control.control !== undefined ? base64Paths(control.control) : [];
}
