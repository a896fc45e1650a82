import { connect, type Socket } from "node:net";

/** Changes a record of the server's on its way, or ends the connection by giving undefined. */
export type Spoiler = (record: TLSRecord) => Buffer | undefined;

export interface TLSRecord {
  readonly type: number;
  /** With its header. */
  readonly bytes: Buffer;
  /** Which of the server's records it is, from 0. */
  readonly index: number;
  /** How many encrypted records the client has sent so far. */
  readonly clientRecords: number;
}

const HEADER_BYTES = 5;
const HANDSHAKE = 22;
const APPLICATION_DATA = 23;
const SERVER_KEY_EXCHANGE = 12;

/** The last byte of the signature over the key exchange, which TLS 1.2 sends in the clear. */
export const spoilKeyExchange: Spoiler = ({ type, bytes }) => {
  if (type !== HANDSHAKE) return bytes;
  const spoilt = Buffer.from(bytes);
  for (let at = HEADER_BYTES; at + 4 <= spoilt.byteLength; ) {
    const end = at + 4 + spoilt.readUIntBE(at + 1, 3);
    if (spoilt[at] === SERVER_KEY_EXCHANGE && end <= spoilt.byteLength) flip(spoilt, end - 1);
    at = end;
  }
  return spoilt;
};

/** Every encrypted record since the client sent its request, which follows its own Finished. */
export const spoilReply: Spoiler = ({ type, bytes, clientRecords }) => {
  if (type !== APPLICATION_DATA || clientRecords < REQUEST_RECORD) return bytes;
  const spoilt = Buffer.from(bytes);
  flip(spoilt, HEADER_BYTES + 9);
  return spoilt;
};

/** TLS 1.3's Finished is of type application data, TLS 1.2's encrypted one of type handshake. */
const REQUEST_RECORD = 2;

/** Hangs up once the server has said hello. */
export const cutHandshake: Spoiler = ({ bytes, index }) => (index === 0 ? bytes : undefined);

/** Stands between a client and the server on loopback at `port`. */
export function proxyTo(port: number, spoiler: Spoiler): (client: Socket) => void {
  return (client) => {
    const server = connect(port, "127.0.0.1");
    const fromClient = new RecordReader();
    const fromServer = new RecordReader();
    let clientRecords = 0;
    let index = 0;
    const end = () => {
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) socket.on("error", end).on("close", end);
    client.on("data", (bytes: Buffer) => {
      for (const record of fromClient.take(bytes)) {
        if (isEncrypted(record)) clientRecords += 1;
        server.write(record);
      }
    });
    server.on("data", (bytes: Buffer) => {
      for (const record of fromServer.take(bytes)) {
        const sent = spoiler({ type: record[0] ?? 0, bytes: record, index, clientRecords });
        index += 1;
        if (sent === undefined) return client.end(() => server.destroy());
        client.write(sent);
      }
      return undefined;
    });
  };
}

/** What follows the change of cipher: TLS 1.2's Finished and all application data. */
function isEncrypted(record: Buffer): boolean {
  const type = record[0];
  // A plain handshake message of the client's is a hello or a key exchange.
  const message = record[HEADER_BYTES];
  return type === APPLICATION_DATA || (type === HANDSHAKE && message !== 1 && message !== 16);
}

function flip(bytes: Buffer, at: number): void {
  bytes[at] = (bytes[at] ?? 0) ^ 1;
}

/** Cuts a stream into records. */
class RecordReader {
  #pending = Buffer.alloc(0);

  *take(bytes: Buffer): Generator<Buffer> {
    this.#pending = Buffer.concat([this.#pending, bytes]);
    while (this.#pending.byteLength >= HEADER_BYTES) {
      const byteLength = HEADER_BYTES + this.#pending.readUInt16BE(3);
      if (this.#pending.byteLength < byteLength) return;
      yield this.#pending.subarray(0, byteLength);
      this.#pending = this.#pending.subarray(byteLength);
    }
  }
}
