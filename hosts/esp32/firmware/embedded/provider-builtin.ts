// Not preloaded: nor is the provider that it names.
export { default } from "hosts/esp32/firmware/provider";
