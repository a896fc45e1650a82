import { openHost } from "nightjar/host";
import { DEFAULT_SETTINGS } from "../../../modules/settings/settings.js";
import httpClient from "../../conformance/network/http-client.js";
import tlsAccepts from "../../conformance/network/tls-accepts.js";
import tlsRefuses from "../../conformance/network/tls-refuses.js";
import webSocketClient from "../../conformance/network/web-socket-client.js";
import { openBench } from "../../device/esp32/bench.js";

/** The emulator's network, where test/helpers/serve-conformance.js listens at the emulator's host. */
const ACCESS_POINT = "PICSimLabWifi";
const SERVER = Object.freeze({ host: "10.0.2.2", port: 8080, address: "10.0.2.2" });

/**
 * The network suites alone, as firmware of an emulated board: one line per case, and after each
 * suite how little internal RAM was left at the worst.
 */
export async function runOnBoard(): Promise<void> {
  const host = openHost();
  const bench = openBench(host);
  const { network, clock } = host;
  network.configure({
    ...DEFAULT_SETTINGS.wifi,
    ssid: ACCESS_POINT,
    password: "",
    timeServer: SERVER.address,
  });
  let failed = 0;
  const runCase = async (name: string, act: () => void | Promise<void>) => {
    const fromMs = clock.monotonicMs();
    const verdict = await outcomeOf(act);
    if (verdict !== "ok") failed += 1;
    bench.writeLine(
      `${verdict === "ok" ? "ok" : "not ok"} - ${name}${told(verdict)}, ${clock.monotonicMs() - fromMs} ms`,
    );
  };
  const tellMemory = (when: string) => {
    const {
      internal = 0,
      internalPiece = 0,
      internalMin = 0,
      external = 0,
    } = bench.freeMemory() ?? {};
    bench.writeLine(
      `# ${when}: internal RAM free ${internal}, largest piece ${internalPiece}, least ever ${internalMin}; PSRAM free ${external}`,
    );
  };
  tellMemory("before the network");
  const plain = network.http.client;
  const { ws, wss } = network;
  if (ws === undefined || wss === undefined) throw new Error("this host has no WebSocket client");
  const world = { ...SERVER, plain, secure: network.https.client };
  await httpClient(runCase, { ...SERVER, client: plain });
  tellMemory("after plain HTTP");
  await webSocketClient(runCase, { ...SERVER, client: ws.client });
  tellMemory("after plain WebSockets");
  await tlsAccepts(runCase, world);
  tellMemory("after TLS that must be accepted");
  await tlsRefuses(runCase, world);
  tellMemory("after TLS that must be refused");
  await tlsRefuses(runCase, { ...world, webSocket: wss.client });
  tellMemory("after WebSockets over TLS that must be refused");
  bench.writeLine(`# ${failed} failed`);
}

async function outcomeOf(act: () => void | Promise<void>): Promise<string> {
  try {
    await act();
    return "ok";
  } catch (error) {
    return `${String(error)} (${String((error as { readonly code?: unknown }).code)})`;
  }
}

function told(verdict: string): string {
  return verdict === "ok" ? "" : `: ${verdict}`;
}
