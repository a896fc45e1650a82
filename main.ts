import { openHost } from "nightjar/host";
import { runWake } from "./modules/cycle/wake.js";

// manifest.json says which host this is; the wake ends by sleeping.
runWake(openHost());
