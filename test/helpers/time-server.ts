import { createSocket } from "node:dgram";
import { once } from "node:events";

export interface TimeServer {
  close(): Promise<void>;
}

const PACKET_BYTES = 48;
const VERSION_AND_SERVER = 0x24;
const STRATUM = 2;
const ORIGINATE_OFFSET = 24;
const TRANSMIT_OFFSET = 40;
const NTP_EPOCH_S = 2_208_988_800;

/** Tells this machine's time by SNTP. Firmware asks at port 123, which only root may open. */
export async function openTimeServer(address: string, port = 123): Promise<TimeServer> {
  const socket = createSocket("udp4");
  socket.on("message", (request, from) => {
    if (request.byteLength < PACKET_BYTES) return;
    const answer = Buffer.alloc(PACKET_BYTES);
    answer[0] = VERSION_AND_SERVER;
    answer[1] = STRATUM;
    request.copy(answer, ORIGINATE_OFFSET, TRANSMIT_OFFSET, PACKET_BYTES);
    answer.writeUInt32BE(Math.floor(Date.now() / 1_000) + NTP_EPOCH_S, TRANSMIT_OFFSET);
    socket.send(answer, from.port, from.address);
  });
  socket.bind(port, address);
  await Promise.race([
    once(socket, "listening"),
    once(socket, "error").then(([error]) => Promise.reject(error)),
  ]);
  return {
    async close() {
      const closed = once(socket, "close");
      socket.close();
      await closed;
    },
  };
}
