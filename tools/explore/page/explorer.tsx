import { startApp } from "./app/start.js";
import { connectToMachine } from "./connection/machine.js";
import { referenceView } from "./reference/view.js";

connectToMachine();
startApp([referenceView]);
