export { default } from "hosts/simulator/firmware/camera";
