import type { VNode } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { navigate } from "../app/router.js";
import type { ViewProps } from "../app/view.js";
import { Loaded } from "../components/loaded.js";
import { NeedsMachine } from "../components/needs-machine.js";
import { useLoaded } from "../data/use-loaded.js";
import type { OpenMachine } from "../connection/machine.js";
import { CommandForm } from "./command-form.js";
import { CommandList } from "./command-list.js";
import { checkedForm, consoleState } from "./console-state.js";
import { knowMachine, type KnownMachine } from "./known-machine.js";
import { ReplyPanel } from "./reply-panel.js";
import { RequestPanel } from "./request-panel.js";

/** The view in which the user sends commands. @param path - the name of a command. */
export function ConsoleView({ path }: ViewProps): VNode {
  return <NeedsMachine>{(machine) => <Console machine={machine} name={path[0]} />}</NeedsMachine>;
}

/** How long the driver of a device is unchanged before its properties are queried, in milliseconds. */
const openDelay = 200;

interface Props {
  readonly machine: OpenMachine;
  /** The command in the address. */
  readonly name: string | undefined;
}

function Console({ machine, name }: Props): VNode {
  const known = useLoaded(() => knowMachine(machine), [machine]);
  useEffect(() => {
    if (name !== undefined) consoleState.choose(name);
  }, [name]);
  const { command } = consoleState.draft.value;
  useEffect(() => {
    // The user wrote another command in the JSON, or took one from the history.
    const current = consoleState.draft.value.command;
    if (current !== "" && current !== name) navigate(["console", current], { replace: true });
  }, [command]);
  return <Loaded value={known}>{(value) => <Panels known={value} />}</Loaded>;
}

function Panels({ known }: { readonly known: KnownMachine }): VNode {
  const checked = useMemo(() => checkedForm(known), [known]);
  const { command, arguments: args } = consoleState.draft.value;
  const driver = command === "device_add" ? args["driver"] : undefined;
  useEffect(() => {
    // The user may still type the driver.
    const timer = setTimeout(() => {
      consoleState.loadOpen(known).catch(reportError);
    }, openDelay);
    return () => {
      clearTimeout(timer);
    };
  }, [known, driver]);
  return (
    <div class="console">
      <CommandList known={known} />
      <section class="console-form" aria-label="Arguments">
        <CommandForm known={known} checked={checked.value} />
      </section>
      <div class="console-side">
        <RequestPanel known={known} checked={checked.value} />
        <ReplyPanel />
      </div>
    </div>
  );
}
