import type { Accessor, AnnotatedAccessor, Event } from "../model/index.js";
import { describeDefinition, describeTags } from "./describe.js";
import { codeSpan } from "./tsdoc/inline.js";
import type { Comment } from "./tsdoc/comment.js";
import type { FileBuilder } from "./file-builder.js";
import type { Declaration, FunctionDeclaration, Parameter } from "./file.js";
import { objectLiteral, stringLiteral } from "./literal.js";
import { accessorArguments, dataType } from "./signatures.js";

/** A signal accessor of the schema or of an annotation, as the emitter uses it. */
export interface AccessorView {
  readonly name: string;
  readonly event: Event;
  /** The type of the arguments; undefined if there are none. */
  readonly args: string | undefined;
  /** The data member that each argument is compared with; undefined if the server selects the events. */
  readonly match: Readonly<Record<string, string>> | undefined;
  /** The start of the functions' comments. */
  readonly comment: Comment;
}

/** Returns the constant and the functions of an accessor of the schema. */
export function accessorDeclarations(
  file: FileBuilder,
  accessor: Accessor,
  event: Event,
): readonly Declaration[] {
  const args = accessorArguments(file, accessor);
  const comment = describeDefinition(file.context, accessor, { lead: [leadOf(file, event)] });
  const view: AccessorView = { name: accessor.name, event, args, match: undefined, comment };
  return [accessorConstant(file, view), connectThrough(file, view), disconnectThrough(file, view)];
}

/** Returns the constant of an annotated accessor, and its functions unless it shares those of its event. */
export function annotatedDeclarations(
  file: FileBuilder,
  accessor: AnnotatedAccessor,
  event: Event,
): readonly Declaration[] {
  const view = annotatedView(file, accessor, event);
  const shared = file.context.names.find("connectAccessor", accessor.name) === undefined;
  return [
    accessorConstant(file, view),
    ...(shared ? [] : [connectThrough(file, view), disconnectThrough(file, view)]),
  ];
}

export function annotatedView(file: FileBuilder, accessor: AnnotatedAccessor, event: Event): AccessorView {
  return {
    name: accessor.name,
    event,
    args: file.declared({ name: accessor.name, module: event.module }, "accessorArguments"),
    match: Object.fromEntries(accessor.arguments.map(({ name, member }) => [name, member])),
    comment: [leadOf(file, event), ...describeTags(file.context, event)],
  };
}

function leadOf(file: FileBuilder, event: Event): string {
  const data = file.context.names.find("event", event.name);
  return `Connects to ${codeSpan(event.name)}${data === undefined ? "" : `. The listener receives {@link ${data}}`}.`;
}

function accessorConstant(file: FileBuilder, view: AccessorView): Declaration {
  const { name, event, match } = view;
  return {
    kind: "constant",
    name: file.context.names.of("accessor", name),
    comment: [`The signal accessor ${codeSpan(name)}.`],
    type: `${file.runtime("SignalAccessor")}<${view.args ?? "object"}, ${dataType(file, event)}, ${stringLiteral(event.name)}>`,
    value: objectLiteral({ name, event: event.name, ...(match !== undefined && { match }) }),
  };
}

function connectThrough(file: FileBuilder, view: AccessorView): FunctionDeclaration {
  const { names } = file.context;
  const accessor = names.of("accessor", view.name);
  const args = view.args === undefined ? "{}" : "args";
  return {
    kind: "function",
    name: names.of("connectAccessor", view.name),
    comment: view.comment,
    parameters: connectParameters(file, view.event, view.args),
    returns: `Promise<${connectionType(file, view.event)}>`,
    expression: `${file.runtimeFunction("connectAccessor")}(session, ${accessor}, ${args}, listener, options)`,
  };
}

/** The arguments are those of the disconnect command: a connection with others is refused. */
function disconnectThrough(file: FileBuilder, view: AccessorView): FunctionDeclaration {
  const { names } = file.context;
  const accessor = names.of("accessor", view.name);
  const args = view.args === undefined ? "{}" : "args";
  return {
    kind: "function",
    name: names.of("disconnectAccessor", view.name),
    comment: [`Disconnects a listener that {@link ${names.of("connectAccessor", view.name)}} connected.`],
    parameters: disconnectParameters(file, view.event, view.args),
    returns: "Promise<void>",
    expression: `${file.runtimeFunction("disconnectAccessor")}(session, ${accessor}, ${args}, connection)`,
  };
}

export function connectParameters(
  file: FileBuilder,
  event: Event,
  args: string | undefined,
): readonly Parameter[] {
  const listener = `${file.runtime("Listener")}<${dataType(file, event)}>`;
  return [
    file.sessionParameter(),
    ...(args === undefined ? [] : [{ name: "args", type: args, optional: false }]),
    { name: "listener", type: listener, optional: false },
    { name: "options", type: file.runtime("ConnectOptions"), optional: true },
  ];
}

export function disconnectParameters(
  file: FileBuilder,
  event: Event,
  args: string | undefined,
): readonly Parameter[] {
  return [
    file.sessionParameter(),
    ...(args === undefined ? [] : [{ name: "args", type: args, optional: false }]),
    { name: "connection", type: connectionType(file, event), optional: false },
  ];
}

/** The type of a connection to an event, which a connection to another event does not have. */
export function connectionType(file: FileBuilder, { name }: Event): string {
  return `${file.runtime("SignalConnection")}<${stringLiteral(name)}>`;
}
