import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { FirmwareStartError } from "./firmware.js";

const LOOPBACK = "127.0.0.1";
/** Connections that may wait for a wake; the next firmware may come before the last has gone. */
const WAITING_CONNECTIONS_MAX = 4;

/** Connections from this machine alone, one after the other. */
export class LoopbackServer {
  readonly port: number;
  readonly #server: Server;
  #waiting: Socket[] = [];
  #onConnection: ((socket: Socket | undefined) => void) | undefined;
  #stopped = false;

  /** Throws FirmwareStartError where the port is taken. */
  static async listen(port: number): Promise<LoopbackServer> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once("error", (error: NodeJS.ErrnoException) => reject(listenError(error, port)));
      server.listen(port, LOOPBACK, resolve);
    });
    return new LoopbackServer(server);
  }

  private constructor(server: Server) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on("connection", (socket) => this.#take(socket));
  }

  #take(socket: Socket): void {
    socket.setNoDelay(true);
    // What it means that a connection breaks is told by its closing.
    socket.on("error", () => {});
    if (this.#onConnection) this.#onConnection(socket);
    else if (this.#waiting.length < WAITING_CONNECTIONS_MAX) this.#waiting.push(socket);
    else socket.destroy();
  }

  /** Whether whoever waits for a connection is given none any more. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** The next connection; undefined where none comes in time, or before it is unwanted. */
  async connection(wallMsMax: number, unwanted?: AbortSignal): Promise<Socket | undefined> {
    if (this.#stopped || unwanted?.aborted) return undefined;
    for (let socket = this.#waiting.shift(); socket; socket = this.#waiting.shift()) {
      if (!socket.destroyed) return socket;
    }
    let guard: NodeJS.Timeout | undefined;
    try {
      return await new Promise((resolve) => {
        const giveUp = () => resolve(undefined);
        guard = setTimeout(giveUp, wallMsMax);
        unwanted?.addEventListener("abort", giveUp, { once: true });
        this.#onConnection = resolve;
      });
    } finally {
      clearTimeout(guard);
      this.#onConnection = undefined;
    }
  }

  /** No connection is waited for from now on; those that are open go on. */
  stop(): void {
    this.#stopped = true;
    this.#onConnection?.(undefined);
  }

  async close(): Promise<void> {
    this.stop();
    for (const socket of this.#waiting) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function listenError({ code, message }: NodeJS.ErrnoException, port: number): FirmwareStartError {
  return new FirmwareStartError(
    code === "EADDRINUSE"
      ? `port ${port} is taken: another board listens there, or another program`
      : `port ${port} cannot be listened on: ${message}`,
  );
}
