import { startApp } from "./app/start.js";
import { connectToMachine } from "./connection/connect-to-machine.js";
import { consoleView } from "./console/view.js";
import { machineView } from "./machine/view.js";
import { referenceView } from "./reference/view.js";

connectToMachine();
startApp([referenceView, consoleView, machineView]);
