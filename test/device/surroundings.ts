import type { Host } from "../../modules/host/host.js";
import type { ConformanceServer } from "../conformance/suites.js";
import { type Bench, PARTS, type Part } from "./bench.js";

/** What a board is told of its bench, in a key-value domain of its own. */
export const SELF_TEST_DOMAIN = "self-test";
/** Parts that this bench lacks, by name, with spaces between: an emulator has no camera. */
export const ABSENT_KEY = "absent";
/** Host and port of a conformance server, "10.0.2.2:8080"; without it there is no network. */
export const SERVER_KEY = "server";

export interface Surroundings {
  readonly absent: readonly Part[];
  readonly server: ConformanceServer;
}

/** Throws where the settings name what is no part: a skip must not come from a slip. */
export function readSurroundings(host: Host, bench: Bench): Surroundings {
  const named = readText(host, ABSENT_KEY)
    .split(" ")
    .filter((name) => name !== "");
  const unknown = named.find((name) => !(PARTS as readonly string[]).includes(name));
  if (unknown !== undefined) throw new Error(`${ABSENT_KEY}: no part is called ${unknown}`);
  const [address = "", port = "80"] = readText(host, SERVER_KEY).split(":");
  const noServer: readonly Part[] = address === "" ? ["network"] : [];
  return {
    absent: [...bench.without, ...noServer, ...(named as Part[])],
    server: { host: address, port: Number(port), address },
  };
}

function readText({ keyValue }: Host, key: string): string {
  const domain = keyValue.open({ path: SELF_TEST_DOMAIN, mode: "r+", format: "string" });
  try {
    return String(domain.read(key) ?? "");
  } finally {
    domain.close();
  }
}
