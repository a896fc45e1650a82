import type { HTTPClientEntry } from "../../../modules/host/network.js";

/** A host whose radio is not driven yet: whoever asks for a connection is told so, by code. */
class NoClient {
  constructor() {
    throw Object.assign(new Error("this host drives no radio"), { code: "network-unreachable" });
  }
}

const client = Object.freeze({
  io: NoClient as unknown as HTTPClientEntry["io"],
  dns: Object.freeze({}),
  socket: Object.freeze({}),
});

export const network = Object.freeze({
  http: Object.freeze({ client }),
  https: Object.freeze({ client }),
});
