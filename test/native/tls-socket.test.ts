import assert from "node:assert/strict";
import type { NetworkError } from "../../modules/host/network.js";
import type { TLSSocketOptions } from "../../native/tls/tls-options.js";
import { FakeTime } from "../helpers/fake-time.js";
import { FakeTCP, type FakeTLS, installFakeTLS } from "../helpers/fake-tls.js";

type TLSModule = typeof import("../../native/tls/tls.js");

const VERIFIED = ["!".charCodeAt(0)];
const REFUSED = ["?".charCodeAt(0)];
const record = (text: string) => [text.length, ...[...text].map((char) => char.charCodeAt(0))];
const GOODBYE = [0];
const BROKEN = [255];

describe("native/tls's socket", () => {
  let fake: FakeTLS;
  let module: TLSModule;
  let time: FakeTime;
  let calls: string[];

  before(async () => {
    fake = installFakeTLS();
    module = await import("../../native/tls/tls.js");
  });

  after(() => fake.close());

  beforeEach(() => {
    Object.assign(fake.statuses, { open: 0, trust: 0, start: 0 });
    FakeTCP.last = undefined;
    time = new FakeTime();
    calls = [];
  });

  function options(own: object = {}): TLSSocketOptions {
    return {
      TCP: { io: FakeTCP },
      timers: time,
      address: "192.0.2.1",
      port: 443,
      tls: { host: "cloud.nightjar.test" },
      onReadable: (count) => calls.push(`readable ${count}`),
      onWritable: (count) => calls.push(`writable ${count}`),
      onError: (error) => calls.push(`error ${(error as NetworkError).code}`),
      ...own,
    };
  }

  function open(own: object = {}) {
    const socket = new module.TLSSocket(options(own));
    return { socket, tcp: FakeTCP.last as FakeTCP };
  }

  /** Connected and verified, with `room` bytes to write. */
  function openReady(own: object = {}, room = 1_000) {
    const opened = open(own);
    opened.tcp.acknowledge(room + 5);
    opened.tcp.arrive(VERIFIED);
    calls.length = 0;
    opened.tcp.sent = "";
    return opened;
  }

  const textOf = (bytes: unknown) => String.fromCharCode(...new Uint8Array(bytes as ArrayBuffer));

  describe("made with", () => {
    const bad: readonly (readonly [string, object])[] = [
      ["no tls options", { tls: undefined }],
      ["no host to verify", { tls: {} }],
      ["an old minimum version", { tls: { host: "x", minimumVersion: "TLSv1.1" } }],
      ["an option that nobody knows", { tls: { host: "x", verify: false } }],
      ["a format that nobody knows", { format: "string" }],
    ];
    for (const [what, own] of bad) {
      it(`${what}, throws before anything is opened`, () => {
        const before = fake.sessions.length;
        assert.throws(() => open(own));
        assert.equal(fake.sessions.length, before);
        assert.equal(FakeTCP.last, undefined);
      });
    }

    for (const [where, status, code] of [
      ["open", 5, "tls-clock-unset"],
      ["trust", 7, "tls-untrusted"],
      ["start", 2, "tls-untrusted"],
    ] as const) {
      it(`a session that fails at ${where}, throws ${code} and opens no connection`, () => {
        fake.statuses[where] = status;
        assert.throws(() => open({ tls: { host: "x", ca: new Uint8Array(1) } }), { code });
        assert.equal(FakeTCP.last, undefined);
        assert.equal(time.pending, 0);
      });
    }

    it("a TCP class that throws, closes its session and throws on", () => {
      class Refusing {
        constructor() {
          throw new Error("no socket");
        }
      }
      assert.throws(() => open({ TCP: { io: Refusing } }), /no socket/);
      assert.equal(fake.sessions.at(-1)?.isClosed, true);
    });

    it("the version that is wanted, opens a session of that", () => {
      open({ tls: { host: "x", minimumVersion: "TLSv1.3" } });
      assert.equal(fake.sessions.at(-1)?.tls13Only, true);
      open();
      assert.equal(fake.sessions.at(-1)?.tls13Only, false);
    });
  });

  it("says hello once it is connected, and offers to write once the server is verified", () => {
    const { tcp } = open();
    assert.equal(tcp.sent, "");
    tcp.acknowledge(1_000);
    assert.equal(tcp.sent, "hello");
    assert.deepEqual(calls, []);
    tcp.arrive(VERIFIED);
    assert.deepEqual(calls, ["writable 200"]);
  });

  it("sends its hello as there is room for it", () => {
    const { tcp } = open();
    tcp.acknowledge(2);
    tcp.acknowledge(100);
    assert.equal(tcp.sent, "hello");
  });

  describe("failing", () => {
    const ends: readonly (readonly [what: string, act: (tcp: FakeTCP) => void, code: string])[] = [
      ["a connection that never was", (tcp) => tcp.fail(), "network-refused"],
      [
        "a connection that ends during the handshake",
        (tcp) => {
          tcp.acknowledge(100);
          tcp.fail();
        },
        "network-reset",
      ],
      [
        "a server that is not trusted",
        (tcp) => {
          tcp.acknowledge(100);
          tcp.arrive(REFUSED);
        },
        "tls-untrusted",
      ],
      [
        "a record that does not open",
        (tcp) => {
          tcp.acknowledge(100);
          tcp.arrive([...VERIFIED, ...BROKEN]);
        },
        "tls-failed",
      ],
    ];
    for (const [what, act, code] of ends) {
      it(`at ${what} says ${code}, once, and gives everything back`, () => {
        const { socket, tcp } = open();
        act(tcp);
        tcp.arrive(VERIFIED);
        tcp.fail();
        assert.deepEqual(
          calls.filter((call) => call.startsWith("error")),
          [`error ${code}`],
        );
        assert.equal(tcp.closeCount, 1);
        assert.equal(fake.sessions.at(-1)?.isClosed, true);
        assert.equal(time.pending, 0);
        assert.throws(() => socket.read(), /closed/);
        socket.close();
        assert.equal(tcp.closeCount, 1);
      });
    }

    it("tells the server why, before it hangs up", () => {
      const { tcp } = open();
      tcp.acknowledge(100);
      tcp.arrive(REFUSED);
      assert.equal(tcp.sent, "helloalert");
    });

    it("gives up on a server that does not finish its handshake in time", () => {
      const { tcp } = open();
      tcp.acknowledge(100);
      time.run(module.HANDSHAKE_MS_MAX - 1);
      assert.deepEqual(calls, []);
      time.run(module.HANDSHAKE_MS_MAX);
      assert.deepEqual(calls, ["error network-timeout"]);
      assert.equal(tcp.closeCount, 1);
    });

    it("leaves a verified connection all the time it wants", () => {
      openReady();
      assert.equal(time.pending, 0);
    });

    it("survives a TCP socket that throws at a write, and ends with its error", () => {
      const { socket, tcp } = openReady();
      tcp.writeThrows = true;
      assert.equal(socket.write(new Uint8Array(3)), 0);
      tcp.fail();
      assert.deepEqual(calls, ["error network-reset"]);
    });
  });

  describe("reading", () => {
    it("takes nothing more from below while plaintext waits", () => {
      const { socket, tcp } = openReady();
      tcp.arrive([...record("one"), ...record("two")]);
      tcp.arrive(record("three"));
      assert.deepEqual(calls, ["readable 3"]);
      assert.ok(tcp.unread > 0);
      assert.equal(textOf(socket.read()), "one");
      assert.deepEqual(calls, ["readable 3"], "not from within read");
      time.run();
      assert.deepEqual(calls, ["readable 3", "readable 3"]);
      assert.equal(textOf(socket.read(100)), "two");
      time.run();
      assert.equal(textOf(socket.read()), "three");
      time.run();
      assert.equal(socket.read(), undefined);
    });

    it("gives as many bytes as asked for, into a buffer too, and none for none", () => {
      const { socket, tcp } = openReady();
      tcp.arrive(record("abcdef"));
      assert.equal(socket.read(0), undefined);
      assert.equal(textOf(socket.read(2)), "ab");
      const buffer = new Uint8Array(3);
      assert.equal(socket.read(buffer), 3);
      assert.equal(textOf(buffer), "cde");
      assert.equal(textOf(socket.read(100)), "f");
    });

    it("gives bytes one by one in format number", () => {
      const { socket, tcp } = openReady({ format: "number" });
      tcp.arrive(record("a"));
      assert.equal(socket.read(), 97);
      assert.equal(socket.read(), undefined);
      assert.throws(() => {
        (socket as { format: string }).format = "string";
      }, RangeError);
    });

    for (const [what, end] of [
      ["the server's goodbye", (tcp: FakeTCP) => tcp.arrive([...record("last"), ...GOODBYE])],
      [
        "the connection's end",
        (tcp: FakeTCP) => {
          tcp.arrive(record("last"));
          tcp.fail();
        },
      ],
    ] as const) {
      it(`brings what came before ${what}, and then says network-reset`, () => {
        const { socket, tcp } = openReady();
        end(tcp);
        time.run();
        assert.deepEqual(calls, ["readable 4"]);
        assert.equal(textOf(socket.read()), "last");
        time.run();
        assert.deepEqual(calls, ["readable 4", "error network-reset"]);
      });
    }
  });

  describe("writing", () => {
    it("takes what it has offered, counts down, and throws at more", () => {
      const { socket, tcp } = openReady({}, 400);
      assert.equal(socket.write(new Uint8Array(100)), 172);
      assert.throws(() => socket.write(new Uint8Array(173)), /block/);
      assert.equal(tcp.sent.length, 100);
    });

    it("offers nothing where a record would not fit, and again when there is room", () => {
      const { socket, tcp } = openReady({}, 300);
      assert.equal(socket.write(new Uint8Array(172)), 0);
      tcp.acknowledge(150);
      assert.deepEqual(calls, []);
      tcp.acknowledge(300);
      assert.deepEqual(calls, ["writable 172"]);
    });

    it("takes a byte in format number, and nothing as nothing", () => {
      const { socket, tcp } = openReady();
      socket.write(65);
      socket.write(new ArrayBuffer(0));
      assert.equal(tcp.sent, "A");
    });
  });

  describe("closed", () => {
    it("says goodbye, closes what is below it once, and calls nothing back", () => {
      const { socket, tcp } = openReady();
      socket.close();
      socket.close();
      assert.equal(tcp.sent, "bye");
      assert.equal(tcp.closeCount, 1);
      tcp.acknowledge(1_000);
      tcp.arrive(record("late"));
      tcp.fail();
      time.run();
      assert.deepEqual(calls, []);
      assert.throws(() => socket.write(new Uint8Array(1)), /closed/);
    });

    for (const name of ["onWritable", "onReadable"] as const) {
      it(`from within ${name}, is not called any more`, () => {
        const seen: string[] = [];
        const closing = {
          [name](this: { close(): void }) {
            seen.push(name);
            this.close();
          },
          onError: () => seen.push("error"),
        };
        const { tcp } = open(closing);
        tcp.acknowledge(1_000);
        tcp.arrive([...VERIFIED, ...record("one"), ...GOODBYE]);
        time.run();
        assert.deepEqual(seen, [name]);
      });
    }

    it("with a turn still to come, takes it back", () => {
      const { socket, tcp } = openReady();
      tcp.arrive([...record("one"), ...record("two")]);
      socket.read();
      socket.close();
      assert.equal(time.pending, 0);
    });
  });
});
