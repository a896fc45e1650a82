import { runCommand } from "./run-command.js";

const HELP = `nightjar: firmware for a battery-powered person detector, and its virtual board

Usage: npx nightjar COMMAND [options]

  run          run the firmware on a virtual board (npm start is short for it)
  exec         run firmware of your own, by its manifest, on the virtual board
  firmware     build the firmware for a board, or check it (npm run firmware)
  flash        write the last build into a board (npm run flash)
  flash-image  write a whole flash as one file, for an emulator
  monitor      show what a board says (npm run monitor)
  doctor       tell whether the tools that a board needs are there (npm run doctor)
  settings     list every setting of the firmware, or give a board its settings

Each command tells its options with --help.
`;

/** The process's exit code: 0 done, 1 failed, 2 wrong usage. */
export async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  switch (command) {
    case "run":
      return runCommand(rest);
    case "exec": {
      const { execCommand } = await import("./exec-command.js");
      return execCommand(rest);
    }
    case "firmware": {
      const { firmwareCommand } = await import("./firmware-command.js");
      return firmwareCommand(rest);
    }
    case "flash": {
      const { flashCommand } = await import("./flash-command.js");
      return flashCommand(rest);
    }
    case "flash-image": {
      const { flashImageCommand } = await import("./flash-image-command.js");
      return flashImageCommand(rest);
    }
    case "monitor": {
      const { monitorCommand } = await import("./monitor-command.js");
      return monitorCommand(rest);
    }
    case "doctor": {
      const { doctorCommand } = await import("./doctor-command.js");
      return doctorCommand(rest);
    }
    case "settings": {
      const { settingsCommand } = await import("./settings-command.js");
      return settingsCommand(rest);
    }
    case undefined:
    case "help":
    case "--help":
      process.stdout.write(HELP);
      return 0;
    default:
      process.stderr.write(`nightjar: no command "${command}".\n\n${HELP}`);
      return 2;
  }
}
