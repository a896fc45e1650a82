import { call } from "hosts/simulator/firmware/board";
import { openHost } from "nightjar/host";
import type { HTTPClientEntry } from "../../modules/host/network.js";
import { TLSSocket } from "../../native/tls/tls.js";
import accepts from "../conformance/network/tls-accepts.js";
import refuses from "../conformance/network/tls-refuses.js";
import { LinkTCP } from "./link-tcp.js";
import { OneExchange } from "./one-exchange.js";

/**
 * The TLS suites over native/tls, as firmware of their own: the socket that a board has, over TCP
 * that goes by the link. Reports one message per case and sleeps.
 */
export async function runTLS(): Promise<void> {
  const host = openHost();
  const entry = (socket: object) =>
    ({ io: OneExchange, dns: {}, socket }) as unknown as HTTPClientEntry;
  const world = {
    plain: entry({ io: LinkTCP }),
    secure: entry({ io: TLSSocket, TCP: { io: LinkTCP }, timers: host.timers }),
    host: "127.0.0.1",
    port: call({ op: "test.port" }).port as number,
    address: "127.0.0.1",
  };
  const runCase = async (name: string, act: () => void | Promise<void>) => {
    try {
      await act();
      host.report({ name, passed: true });
    } catch (error) {
      host.report({ name, passed: false, error: String(error) });
    }
  };
  await accepts(runCase, world);
  await refuses(runCase, world);
  host.power.sleep({ durationMs: 1_000 });
}
