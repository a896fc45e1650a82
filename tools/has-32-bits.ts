import { spawnSync } from "node:child_process";

let known: boolean | undefined;

/** Whether this machine can build and run programs of 32 bits. */
export function has32Bits(): boolean {
  known ??=
    spawnSync(process.env.CC ?? "cc", ["-m32", "-x", "c", "-", "-o", "/dev/null"], {
      input: "#include <stdlib.h>\nint main(void) { return 0; }\n",
    }).status === 0;
  return known;
}
