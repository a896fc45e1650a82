import { call } from "hosts/simulator/firmware/board";
import { endAs } from "test/firmware/endings";

// Firmware that ends in the way it is told to, for tests of how the board takes it.
endAs(call({ op: "test.ending" }).ending as string);
