type Run = (args: readonly string[]) => number | Promise<number>;

interface Command {
  readonly what: string;
  /** Loaded where it is asked for, since each has much to load. */
  readonly load: () => Promise<Run>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  run: {
    what: "run the firmware on a virtual board (npm start is short for it)",
    load: async () => (await import("./run-command.js")).runCommand,
  },
  bench: {
    what: "measure what virtual days cost, against two baselines (npm run bench)",
    load: async () => (await import("./bench-command.js")).benchCommand,
  },
  exec: {
    what: "run firmware of your own, by its manifest, on the virtual board",
    load: async () => (await import("./exec-command.js")).execCommand,
  },
  board: {
    what: "run the virtual board alone, for firmware that was built elsewhere",
    load: async () => (await import("./board-command.js")).boardCommand,
  },
  firmware: {
    what: "build the firmware for a board, or check it (npm run firmware)",
    load: async () => (await import("./firmware-command.js")).firmwareCommand,
  },
  flash: {
    what: "write the last build into a board (npm run flash)",
    load: async () => (await import("./flash-command.js")).flashCommand,
  },
  "flash-image": {
    what: "write a whole flash as one file, for an emulator",
    load: async () => (await import("./flash-image-command.js")).flashImageCommand,
  },
  monitor: {
    what: "show what a board says (npm run monitor)",
    load: async () => (await import("./monitor-command.js")).monitorCommand,
  },
  doctor: {
    what: "tell whether the tools that a board needs are there (npm run doctor)",
    load: async () => (await import("./doctor-command.js")).doctorCommand,
  },
  "privacy-log": {
    what: "tell what has left a device, from a board or a file of its flash",
    load: async () => (await import("./privacy-log-command.js")).privacyLogCommand,
  },
  model: {
    what: "judge a network on labelled pictures, or bring in one of your own",
    load: async () => (await import("./model-command.js")).modelCommand,
  },
  scenes: {
    what: "draw scenes, and tell how many of them a network judges rightly",
    load: async () => (await import("./scenes-command.js")).scenesCommand,
  },
  settings: {
    what: "list every setting of the firmware, or give a board its settings",
    load: async () => (await import("./settings-command.js")).settingsCommand,
  },
};

const LIST = Object.entries(COMMANDS).map(([name, { what }]) => `  ${name.padEnd(12)} ${what}`);
const HELP = `nightjar: firmware for a battery-powered person detector, and its virtual board

Usage: npx nightjar COMMAND [options]

${LIST.join("\n")}

Each command tells its options with --help.
`;

/** The process's exit code: 0 done, 1 failed, 2 wrong usage. */
export async function main(args: readonly string[]): Promise<number> {
  const [name = "help", ...rest] = args;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command) return (await command.load())(rest);
  if (name === "help" || name === "--help") {
    process.stdout.write(HELP);
    return 0;
  }
  process.stderr.write(`nightjar: no command "${name}".\n\n${HELP}`);
  return 2;
}
