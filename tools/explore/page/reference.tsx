import { startApp } from "./app/start.js";
import { referenceView } from "./reference/view.js";

startApp([referenceView]);
