import { openHost } from "nightjar/host";
import type { Host } from "../../modules/host/host.js";
import type { Assertions, ConformanceTest, ErrorKind } from "./assertions.js";
import imageIn from "./camera/image-in.js";
import checksum from "./native/checksum.js";
import codec from "./native/codec.js";
import detector from "./native/detector.js";
import image from "./native/image.js";
import signature from "./native/signature.js";
import tls from "./native/tls.js";
import httpClient from "./network/http-client.js";
import tlsAccepts from "./network/tls-accepts.js";
import tlsRefuses from "./network/tls-refuses.js";
import flashClose from "./storage/flash-close.js";
import flashErase from "./storage/flash-erase.js";
import flashList from "./storage/flash-list.js";
import flashOpen from "./storage/flash-open.js";
import flashReadWrite from "./storage/flash-read-write.js";
import keyValueClose from "./storage/key-value-close.js";
import keyValueKeys from "./storage/key-value-keys.js";
import keyValueOpen from "./storage/key-value-open.js";
import keyValueValues from "./storage/key-value-values.js";

/**
 * The conformance suites as firmware of their own, in place of main.ts: the same files on every
 * host. Reports one message per suite and sleeps.
 */
const suites: readonly (readonly [name: string, test: ConformanceTest])[] = [
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
  ["native: tls", tls],
];

/** The suites' server, by a name that whoever runs this resolves, and where its TLS servers are. */
const SERVER = Object.freeze({ host: "conformance.test", port: 80, address: "127.0.0.1" });

class Judge implements Assertions {
  passed = 0;
  readonly failures: string[] = [];

  ok(value: unknown, what: string): void {
    if (value) this.passed += 1;
    else this.failures.push(what);
  }

  equal(actual: unknown, expected: unknown, what: string): void {
    this.ok(Object.is(actual, expected), `${what}: ${shown(actual)}, not ${shown(expected)}`);
  }

  throws(act: () => unknown, kind: ErrorKind, what: string): void {
    try {
      act();
    } catch (error) {
      this.ok(error instanceof kind, `${what}: threw ${String(error)}`);
      return;
    }
    this.failures.push(`${what}: did not throw`);
  }
}

function shown(value: unknown): string {
  return String(value).slice(0, 80);
}

async function judge(test: (judge: Judge) => void | Promise<void>): Promise<Judge> {
  const verdict = new Judge();
  try {
    await test(verdict);
  } catch (error) {
    verdict.failures.push(`threw ${String(error)}`);
  }
  return verdict;
}

type CaseRunner = (name: string, act: () => void | Promise<void>) => Promise<void>;

/** For suites of cases that fail by throwing, and that may wait. */
function caseRunner(verdict: Judge): CaseRunner {
  return async (name, act) => {
    try {
      await act();
      verdict.passed += 1;
    } catch (error) {
      verdict.failures.push(`${name}: ${String(error)}`);
    }
  };
}

async function reportOn(
  host: Host,
  suite: string,
  test: (judge: Judge) => void | Promise<void>,
): Promise<void> {
  const { passed, failures } = await judge(test);
  host.report({ suite, passed, failures });
}

export async function runAll(): Promise<void> {
  const host = openHost();
  for (const [suite, test] of suites) await reportOn(host, suite, test);
  const plain = host.network.http.client;
  const http = { ...SERVER, client: plain };
  const tls = { ...SERVER, plain, secure: host.network.https.client };
  await reportOn(host, "http client", (verdict) => httpClient(caseRunner(verdict), http));
  await reportOn(host, "tls accepts", (verdict) => tlsAccepts(caseRunner(verdict), tls));
  await reportOn(host, "tls refuses", (verdict) => tlsRefuses(caseRunner(verdict), tls));
  await reportOn(host, "image input", (verdict) => imageIn(caseRunner(verdict), host));
  host.power.sleep({ durationMs: 1000 });
}
