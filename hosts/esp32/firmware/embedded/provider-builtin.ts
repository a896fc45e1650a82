export { default } from "hosts/esp32/firmware/provider";
