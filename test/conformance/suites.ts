import { openHost } from "nightjar/host";
import type { Host } from "../../modules/host/host.js";
import { DEFAULT_SETTINGS } from "../../modules/settings/settings.js";
import { loadWifi } from "../../modules/settings/store.js";
import type { ConformanceTest } from "./assertions.js";
import imageIn from "./camera/image-in.js";
import { caseRunner, type JudgedTest, judge } from "./judge.js";
import checksum from "./native/checksum.js";
import codec from "./native/codec.js";
import detector from "./native/detector.js";
import image from "./native/image.js";
import signature from "./native/signature.js";
import tls from "./native/tls.js";
import httpClient from "./network/http-client.js";
import tlsAccepts from "./network/tls-accepts.js";
import tlsRefuses from "./network/tls-refuses.js";
import type { TLSWorld } from "./network/tls-world.js";
import webSocketClient, { type World as WebSocketWorld } from "./network/web-socket-client.js";
import power from "./power.js";
import flashClose from "./storage/flash-close.js";
import flashErase from "./storage/flash-erase.js";
import flashList from "./storage/flash-list.js";
import flashOpen from "./storage/flash-open.js";
import flashReadWrite from "./storage/flash-read-write.js";
import keyValueClose from "./storage/key-value-close.js";
import keyValueKeys from "./storage/key-value-keys.js";
import keyValueOpen from "./storage/key-value-open.js";
import keyValueValues from "./storage/key-value-values.js";

/** The conformance suites of the host interface: the same files on every host. */
export interface Suite {
  readonly name: string;
  /** What a host must have beside a chip, and an emulator of one may lack. */
  readonly needs?: "camera" | "network";
  readonly test: JudgedTest;
}

/** The server of the network suites (test/helpers/conformance-server.ts). */
export interface ConformanceServer {
  readonly host: string;
  readonly port: number;
  /** Where the TLS servers are: an address that is reached without a name. */
  readonly address: string;
}

const OF_THE_CHIP: readonly (readonly [name: string, test: ConformanceTest])[] = [
  ["flash: open", flashOpen],
  ["flash: read and write", flashReadWrite],
  ["flash: erase", flashErase],
  ["flash: close", flashClose],
  ["flash: list", flashList],
  ["key-value: open", keyValueOpen],
  ["key-value: values", keyValueValues],
  ["key-value: keys", keyValueKeys],
  ["key-value: close", keyValueClose],
  ["native: checksum", checksum],
  ["native: codec", codec],
  ["native: signature", signature],
  ["native: image", image],
  ["native: detector", detector],
];

export function conformanceSuites(host: Host, server: ConformanceServer): readonly Suite[] {
  const { http, https, ws, wss } = host.network;
  // A board joins the network that is stored in it; the suites' server tells the time too.
  const wifi = loadWifi(host.keyValue, DEFAULT_SETTINGS);
  host.network.configure({ ...wifi, timeServer: server.address });
  const plain = { client: http.client, host: server.host, port: server.port };
  const tlsWorld = { ...server, plain: http.client, secure: https.client };
  return [
    ...OF_THE_CHIP.map(([name, test]) => ({ name, test })),
    { name: "power", test: (verdict) => power(verdict, host.power) },
    {
      name: "http client",
      needs: "network",
      test: (verdict) => httpClient(caseRunner(verdict), plain),
    },
    ...(ws === undefined ? [] : [webSocketSuite({ ...plain, client: ws.client })]),
    {
      name: "tls accepts",
      needs: "network",
      test: (verdict) => tlsAccepts(caseRunner(verdict), tlsWorld),
    },
    {
      name: "tls refuses",
      needs: "network",
      test: (verdict) => tlsRefuses(caseRunner(verdict), tlsWorld),
    },
    ...(wss === undefined ? [] : [refusalSuite({ ...tlsWorld, webSocket: wss.client })]),
    // It wants a clock that is set, which a board has once the suites before joined the network.
    { name: "native: tls", needs: "network", test: tls },
    {
      name: "image input",
      needs: "camera",
      test: (verdict) => imageIn(caseRunner(verdict), host),
    },
  ];
}

/** The same servers, refused by the same names, whatever is spoken over TLS. */
function refusalSuite(world: TLSWorld): Suite {
  return {
    name: "tls refuses a websocket",
    needs: "network",
    test: (verdict) => tlsRefuses(caseRunner(verdict), world),
  };
}

function webSocketSuite(world: WebSocketWorld): Suite {
  return {
    name: "websocket client",
    needs: "network",
    test: (verdict) => webSocketClient(caseRunner(verdict), world),
  };
}

/** Firmware of its own in place of main.ts: one report per suite, then it sleeps. */
export async function runAll(server: ConformanceServer): Promise<void> {
  const host = openHost();
  for (const { name, test } of conformanceSuites(host, server)) {
    const { passed, failures } = await judge(test);
    host.report({ suite: name, passed, failures });
  }
  host.power.sleep({ durationMs: 1000 });
}
