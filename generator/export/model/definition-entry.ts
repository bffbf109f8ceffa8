import {
  base64Members,
  commandDefaults,
  eventDefaults,
  HostPaths,
  type Accessor,
  type Annotations,
  type Branch,
  type Command,
  type Definition,
  type EnumValue,
  type Member,
  type Members,
  type Model,
  ownMembers,
} from "../../model/index.js";
import type {
  AccessorEntry,
  BranchEntry,
  CommandEntry,
  DefinitionEntry,
  MemberEntry,
  MembersEntry,
  ValueEntry,
} from "./document.js";
import { commonEntry, documentationEntry, flagsEntry, listed, typeEntry } from "./parts.js";

/** Converts definitions, with their annotations, to entries of the document. */
export class DefinitionWriter {
  readonly #annotations: Annotations;
  readonly #base64: ReadonlySet<Member>;
  readonly #hostPaths: HostPaths;

  constructor(model: Model, annotations: Annotations) {
    this.#annotations = annotations;
    this.#base64 = base64Members(model, annotations);
    this.#hostPaths = new HostPaths(model, annotations);
  }

  entry(definition: Definition): DefinitionEntry {
    const { documentation, name, module } = definition;
    const common = {
      name,
      module,
      ...commonEntry(definition),
      ...(documentation !== undefined && { documentation: documentationEntry(documentation, name) }),
    };
    switch (definition.kind) {
      case "enum": {
        const { values, prefix } = definition;
        const own = { ...(prefix !== undefined && { prefix }), values: values.map(valueEntry) };
        return { kind: "enum", ...common, ...own };
      }
      case "struct": {
        const { base } = definition;
        const members = this.#list(definition, definition.members);
        return { kind: "struct", ...common, ...(base !== undefined && { base }), members };
      }
      case "union": {
        const { discriminator, branches } = definition;
        const base = this.#members(definition, definition.base);
        return { kind: "union", ...common, base, discriminator, branches: branches.map(branchEntry) };
      }
      case "alternate":
        return { kind: "alternate", ...common, alternatives: definition.alternatives.map(branchEntry) };
      case "event": {
        const data = this.#members(definition, definition.data);
        return { kind: "event", ...common, data, ...flagsEntry(definition, eventDefaults) };
      }
      case "accessor":
        return { kind: "accessor", ...common, event: definition.event, ...this.#callable(definition) };
      case "command":
        return { kind: "command", ...common, ...this.#callable(definition), ...this.#command(definition) };
    }
  }

  #callable(callable: Command | Accessor): CallableMembers {
    return { arguments: this.#members(callable, callable.data), ...flagsEntry(callable, commandDefaults) };
  }

  #command(command: Command): Partial<CommandEntry> {
    const { name, returns } = command;
    const { effects, timeouts, completions } = this.#annotations;
    const [effect, timeout, completion] = [effects.get(name), timeouts.get(name), completions.get(name)];
    return {
      ...(returns !== undefined && { returns: typeEntry(returns) }),
      ...(effect !== undefined && { effect }),
      ...listed("hostArguments", this.#hostPaths.of(command), ({ path, kind }) => ({ path, kind })),
      ...listed("openArguments", this.#openArguments(command), ([argument, host]) => ({
        name: argument,
        host,
      })),
      // JSON has no infinity.
      ...(timeout !== undefined && { timeout: Number.isFinite(timeout) ? timeout : null }),
      ...(completion !== undefined && { completion: completion.description }),
    };
  }

  #openArguments(command: Command): readonly (readonly [string, MemberEntry["host"] & object])[] {
    const own = new Set(ownMembers(command).map(({ name }) => name));
    return [...(this.#annotations.host.get(command.name) ?? [])].filter(([name]) => !own.has(name));
  }

  #members(definition: Definition, members: Members): MembersEntry {
    return members.kind === "named" ? members.type : this.#list(definition, members.members);
  }

  #list(definition: Definition, members: readonly Member[]): readonly MemberEntry[] {
    const host = this.#annotations.host.get(definition.name);
    return members.map((member) => {
      const kinds = host?.get(member.name);
      return {
        name: member.name,
        type: typeEntry(member.type),
        ...(member.optional && { optional: true }),
        ...commonEntry(member),
        ...(this.#base64.has(member) && { base64: true }),
        ...(kinds !== undefined && { host: kinds }),
      };
    });
  }
}

type CallableMembers = Pick<AccessorEntry, "arguments" | keyof typeof commandDefaults>;

function valueEntry(value: EnumValue): ValueEntry {
  return { name: value.name, ...commonEntry(value) };
}

function branchEntry(branch: Branch): BranchEntry {
  return { name: branch.name, type: typeEntry(branch.type), ...commonEntry(branch) };
}
