export { openHost } from "hosts/esp32/firmware/open-host";
