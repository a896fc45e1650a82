import type { Network } from "../../../modules/host/network.js";

/** Where an emulated board finds servers that listen on the emulator's own machine. */
const EMULATORS_HOST = "10.0.2.2";

interface Resolve {
  readonly host: string;
  readonly onResolved: (host: string, address: string) => void;
  readonly onError: (error: Error) => void;
}

interface ResolverClass {
  new (options: object): { resolve(options: Resolve): void; close(): void };
}

/** The network, but for names: each leads to the emulator's machine. TLS wants the name as ever. */
export function towardsEmulatorsHost(network: Network): Network {
  const { https, wss } = network;
  return {
    ...network,
    configure: (wifi) => network.configure(wifi),
    https: { client: { ...https.client, dns: redirected(https.client.dns) } },
    ...(wss === undefined
      ? {}
      : { wss: { client: { ...wss.client, dns: redirected(wss.client.dns) } } }),
  };
}

function redirected(dns: object): object {
  const { io } = dns as { readonly io: ResolverClass };
  return {
    ...dns,
    io: class extends io {
      override resolve({ host, onResolved, onError }: Resolve): void {
        super.resolve({
          host: EMULATORS_HOST,
          onResolved: (_host, address) => onResolved(host, address),
          onError,
        });
      }
    },
  };
}
