import { existsSync } from "node:fs";
import { join } from "node:path";
import { withOwnTypeScript } from "../firmware/idf-environment.js";
import { sdkToolFolder, sdkVersion } from "../firmware/sdk.js";
import { answerOf, type Diagnosis, type Machine, missing, ok, versionIn } from "./diagnosis.js";

const SDK_SERIES = "8.2.";
const SDK_RECOMMENDED = "8.2.3";
const SDK_TOOLS = ["mcconfig", "mcrez", "xsc", "xsid", "xsl"];
const SDK_PAGE = "https://github.com/Moddable-OpenSource/moddable";

export function checkSdk(machine: Machine): Diagnosis[] {
  return [checkModdable(machine), checkSdkTools(machine), checkTypeScript(machine)];
}

function checkModdable({ env }: Machine): Diagnosis {
  const name = "Moddable SDK";
  const { MODDABLE: moddable } = env;
  const fetch = `git clone -b ${SDK_RECOMMENDED} ${SDK_PAGE}, and export MODDABLE with its path`;
  if (!moddable) return missing(name, "MODDABLE is not set", fetch);
  const version = sdkVersion(moddable);
  if (version === undefined) return missing(name, `no SDK in MODDABLE, ${moddable}`, fetch);
  if (version.startsWith(SDK_SERIES)) return ok(name, `${version} in ${moddable}`);
  const fix = `git -C ${moddable} checkout ${SDK_RECOMMENDED}, and build its tools again`;
  return missing(name, `${version}, where ${SDK_SERIES}x is needed`, fix);
}

function checkSdkTools({ env, platform }: Machine): Diagnosis {
  const name = "Moddable tools";
  const { MODDABLE: moddable } = env;
  if (!moddable) return missing(name, "no SDK", "see above");
  const folder = sdkToolFolder(moddable, platform);
  const absent = SDK_TOOLS.filter((tool) => !existsSync(join(folder, tool)));
  if (absent.length === 0) return ok(name, folder);
  const makefiles = join(moddable, "build/makefiles", platform === "darwin" ? "mac" : "lin");
  return missing(name, `${folder} lacks ${absent.join(", ")}`, `cd ${makefiles} && make`);
}

/** mcconfig's compile step works with TypeScript 6.0 and 7.0, and fails with 5.9. */
function checkTypeScript({ root, env }: Machine): Diagnosis {
  const name = "TypeScript";
  const fix = "npm run setup installs the one that the project pins";
  const answer = answerOf("tsc", ["--version"], withOwnTypeScript(root, env));
  if (answer === undefined) return missing(name, "no tsc that runs", fix);
  const [major, minor] = versionIn(answer);
  if ((major === 6 || major === 7) && minor === 0) return ok(name, answer);
  return missing(name, `${answer}, where mcconfig needs 6.0 or 7.0`, fix);
}
