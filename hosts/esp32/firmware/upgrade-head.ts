import { isDigits } from "../../../modules/text/forms.js";

const KEY_FIELD = "sec-websocket-key:";
const SWITCHED = 101;
const VERSION = "HTTP/1.";

export interface UpgradeOptions {
  /** The `Sec-WebSocket-Accept` that belongs to a key. */
  readonly acceptOf: (key: string) => string;
  readonly protocol: string | undefined;
}

/** A server's answer to the request for a WebSocket, line by line (RFC 6455, 4.1). */
export class UpgradeHead {
  readonly #options: UpgradeOptions;
  #accept: string | undefined;
  #isAccepted = false;
  /** HTTP's; undefined before its line has come, and where that was none. */
  status: number | undefined;
  /** Of a server that does not switch, names in lower case. */
  readonly fields = new Map<string, string>();

  constructor(options: UpgradeOptions) {
    this.#options = options;
  }

  /** The request as it goes out, which has the key that the SDK's client has drawn. */
  takeRequest(request: string): void {
    for (const line of request.split("\r\n")) {
      if (!line.toLowerCase().startsWith(KEY_FIELD)) continue;
      this.#accept = this.#options.acceptOf(line.slice(KEY_FIELD.length).trim());
    }
  }

  /** A line without its end. False where the connection must not be used. */
  takeLine(line: string): boolean {
    if (this.status === undefined) {
      this.status = statusOf(line);
      return this.status !== undefined;
    }
    if (line === "") return this.#isAccepted;
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (this.status === SWITCHED) return this.#takeField(name, value);
    this.fields.set(name, value);
    return true;
  }

  /** Nobody asked for an extension, nor for another protocol than ours. */
  #takeField(name: string, value: string): boolean {
    if (name === "sec-websocket-extensions") return false;
    if (name === "sec-websocket-protocol") return value === this.#options.protocol;
    if (name !== "sec-websocket-accept") return true;
    this.#isAccepted = value === this.#accept;
    return this.#isAccepted;
  }
}

function statusOf(line: string): number | undefined {
  const [version = "", status = ""] = line.split(" ");
  const isStatus = status.length === 3 && isDigits(status);
  return version.startsWith(VERSION) && isStatus ? Number(status) : undefined;
}
