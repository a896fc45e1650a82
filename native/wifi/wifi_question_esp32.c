/* One packet to one peer, by lwIP's sockets. A connected socket hears nobody else. */
#include <lwip/inet.h>
#include <lwip/sockets.h>
#include <string.h>

#include "wifi.h"

enum { kNoSocket = -1 };

static int question = kNoSocket;

void wifi_forget_question(void) {
    if (question == kNoSocket) return;
    lwip_close(question);
    question = kNoSocket;
}

bool wifi_ask(const char* address, uint16_t port, const void* bytes, size_t byte_count) {
    struct sockaddr_in peer = {.sin_family = AF_INET, .sin_port = htons(port)};
    wifi_forget_question();
    if (!inet_aton(address, &peer.sin_addr)) return false;
    question = lwip_socket(AF_INET, SOCK_DGRAM, 0);
    if (question < 0) return false;
    const bool is_sent = lwip_connect(question, (struct sockaddr*)&peer, sizeof(peer)) == 0 &&
                         lwip_send(question, bytes, byte_count, 0) == (ssize_t)byte_count;
    if (!is_sent) wifi_forget_question();
    return is_sent;
}

size_t wifi_answer(uint8_t bytes[kWifiAnswerBytesMax]) {
    if (question == kNoSocket) return 0;
    const ssize_t count = lwip_recv(question, bytes, kWifiAnswerBytesMax, MSG_DONTWAIT);
    return count > 0 ? (size_t)count : 0;
}
