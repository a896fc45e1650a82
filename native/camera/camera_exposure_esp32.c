/* The exposure of an OV2640, by its datasheet's registers of the sensor's bank. */
#include "camera.h"
#include "esp_camera.h"

#define kBank 0x100 /* of esp32-camera's register numbers */
#define kGain (kBank | 0x00)
#define kExposureLow (kBank | 0x04)    /* bits 1:0 are exposure 1:0 */
#define kExposureMiddle (kBank | 0x10) /* exposure 9:2 */
#define kExposureHigh (kBank | 0x45)   /* bits 5:0 are exposure 15:10 */

static sensor_t* known_sensor(void) {
    sensor_t* sensor = esp_camera_sensor_get();
    return sensor != NULL && sensor->id.PID == OV2640_PID ? sensor : NULL;
}

bool camera_get_exposure(struct camera_exposure* exposure) {
    sensor_t* sensor = known_sensor();
    if (sensor == NULL) return false;
    const int low = sensor->get_reg(sensor, kExposureLow, 0x03);
    const int middle = sensor->get_reg(sensor, kExposureMiddle, 0xFF);
    const int high = sensor->get_reg(sensor, kExposureHigh, 0x3F);
    const int gain = sensor->get_reg(sensor, kGain, 0xFF);
    if (low < 0 || middle < 0 || high < 0 || gain < 0) return false;
    exposure->lines = (uint16_t)(high << 10 | middle << 2 | low);
    exposure->gain = (uint8_t)gain;
    return true;
}

bool camera_set_exposure(const struct camera_exposure* exposure) {
    sensor_t* sensor = known_sensor();
    if (sensor == NULL) return false;
    /* The loops stand still while their values are put in, and go on from there. */
    int failures = sensor->set_exposure_ctrl(sensor, 0) | sensor->set_gain_ctrl(sensor, 0);
    failures |= sensor->set_reg(sensor, kExposureLow, 0x03, exposure->lines & 0x03);
    failures |= sensor->set_reg(sensor, kExposureMiddle, 0xFF, exposure->lines >> 2 & 0xFF);
    failures |= sensor->set_reg(sensor, kExposureHigh, 0x3F, exposure->lines >> 10);
    failures |= sensor->set_reg(sensor, kGain, 0xFF, exposure->gain);
    failures |= sensor->set_gain_ctrl(sensor, 1) | sensor->set_exposure_ctrl(sensor, 1);
    return failures == 0;
}
