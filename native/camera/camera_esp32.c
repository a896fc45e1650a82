/* native/camera on esp32-camera. Pins and the supply's switch come from the board's manifest. */
#include "camera.h"
#include "driver/gpio.h"
#include "esp_camera.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"
#include "mc.defines.h"

/* Long enough for a sensor's own capacitors to empty. Estimate: no board was measured. */
#define kSupplyOffMs 100
#define kClockHz 20000000
/* Of the sensor's scale from 0 (best) to 63: where it begins, its steps and the end of them. */
#define kQualityFirst 12
#define kQualityStep 4
#define kQualityLast 40

static bool g_is_open;
static camera_fb_t* g_taken;
static int g_quality;

static const camera_config_t kConfiguration = {
    .pin_pwdn = MODDEF_CAMERA_POWERDOWN,
    .pin_reset = MODDEF_CAMERA_RESET,
    .pin_xclk = MODDEF_CAMERA_XCLK,
    .pin_sccb_sda = MODDEF_CAMERA_SDA,
    .pin_sccb_scl = MODDEF_CAMERA_SCL,
    .pin_d7 = MODDEF_CAMERA_D7,
    .pin_d6 = MODDEF_CAMERA_D6,
    .pin_d5 = MODDEF_CAMERA_D5,
    .pin_d4 = MODDEF_CAMERA_D4,
    .pin_d3 = MODDEF_CAMERA_D3,
    .pin_d2 = MODDEF_CAMERA_D2,
    .pin_d1 = MODDEF_CAMERA_D1,
    .pin_d0 = MODDEF_CAMERA_D0,
    .pin_vsync = MODDEF_CAMERA_VSYNC,
    .pin_href = MODDEF_CAMERA_HREF,
    .pin_pclk = MODDEF_CAMERA_PCLK,
    .xclk_freq_hz = kClockHz,
    .ledc_timer = LEDC_TIMER_0,
    .ledc_channel = LEDC_CHANNEL_0,
    .pixel_format = PIXFORMAT_JPEG,
    .frame_size = FRAMESIZE_VGA,
    .jpeg_quality = kQualityFirst,
    .fb_count = 2,
    .fb_location = CAMERA_FB_IN_PSRAM,
    /* In order, so that the frames that are to be discarded are the first ones. */
    .grab_mode = CAMERA_GRAB_WHEN_EMPTY,
};

/* On the AI-Thinker board the power-down line switches the sensor's supply; high is off. */
static void cut_supply(void) {
    if (kConfiguration.pin_pwdn < 0) return;
    gpio_set_direction(kConfiguration.pin_pwdn, GPIO_MODE_OUTPUT);
    gpio_set_level(kConfiguration.pin_pwdn, 1);
}

static enum camera_status status_of(esp_err_t error) {
    switch (error) {
        case ESP_OK:
            return kCameraOk;
        case ESP_ERR_NOT_SUPPORTED:
        case ESP_ERR_NOT_FOUND:
        case ESP_ERR_CAMERA_NOT_DETECTED:
            return kCameraAbsent;
        default:
            return kCameraFailed;
    }
}

static enum camera_status start(void) {
    g_quality = kQualityFirst;
    const enum camera_status status = status_of(esp_camera_init(&kConfiguration));
    g_is_open = status == kCameraOk;
    if (!g_is_open) cut_supply();
    return status;
}

enum camera_status camera_open(void) {
    if (g_is_open) return kCameraInUse;
    const enum camera_status status = start();
    return status == kCameraOk ? status : camera_reopen();
}

void camera_close(void) {
    camera_return();
    if (g_is_open) esp_camera_deinit();
    g_is_open = false;
    cut_supply();
}

enum camera_status camera_reopen(void) {
    camera_close();
    vTaskDelay(pdMS_TO_TICKS(kSupplyOffMs));
    return start();
}

/* A frame that the cloud would refuse is not worth its bytes: the next ones are to be smaller. */
static void compress_more(void) {
    sensor_t* sensor = esp_camera_sensor_get();
    if (g_quality + kQualityStep > kQualityLast) return;
    g_quality += kQualityStep;
    sensor->set_quality(sensor, g_quality);
}

bool camera_take(struct camera_frame* frame, bool* is_lost) {
    *is_lost = false;
    if (!esp_camera_available_frames()) return false;
    /* One that turns out to be torn is dropped by the driver, which then waits up to 4 s. */
    g_taken = esp_camera_fb_get();
    if (g_taken == NULL) {
        *is_lost = true;
        return false;
    }
    if (g_taken->len > kCameraFrameBytesMax && g_quality + kQualityStep <= kQualityLast) {
        compress_more();
        camera_return();
        return false;
    }
    frame->jpeg = g_taken->buf;
    frame->jpeg_bytes = g_taken->len;
    return true;
}

void camera_return(void) {
    if (g_taken != NULL) esp_camera_fb_return(g_taken);
    g_taken = NULL;
}
