/* xs_image_decode for image.ts. No property is read here, so that no table of names is needed. */
#include "image.h"
#include "xsmc.h"

static xsIntegerValue side_of(xsMachine* the, xsIntegerValue side) {
    if (side < 1 || side > kImageTensorSidePixelsMax) xsRangeError("tensor: wrong side");
    return side;
}

/*
 * decode(jpeg, tensor, signature, width, height, channels, crop): the frame's width * 65536 + its
 * height, or the negative of an image_status. The garbage collector moves buffers, so none is
 * looked at before the last argument was.
 */
void xs_image_decode(xsMachine* the) {
    const uint8_t* jpeg;
    void* tensor;
    void* signature;
    xsUnsignedValue jpeg_bytes, tensor_bytes, signature_bytes;
    struct image_size size;
    struct image_request request;

    request.width = (uint16_t)side_of(the, xsmcToInteger(xsArg(3)));
    request.height = (uint16_t)side_of(the, xsmcToInteger(xsArg(4)));
    const xsIntegerValue channels = xsmcToInteger(xsArg(5));
    if (channels != 1 && channels != 3) xsRangeError("tensor: 1 or 3 channels");
    request.channels = (uint8_t)channels;
    request.fit = xsmcTest(xsArg(6)) ? kImageFitCrop : kImageFitSquash;

    xsmcGetBufferReadable(xsArg(0), (void**)&jpeg, &jpeg_bytes);
    xsmcGetBufferWritable(xsArg(1), &tensor, &tensor_bytes);
    xsmcGetBufferWritable(xsArg(2), &signature, &signature_bytes);
    if (tensor_bytes != (xsUnsignedValue)request.width * request.height * request.channels)
        xsRangeError("tensor: wrong length");
    if (signature_bytes != kImageSignatureBytes) xsRangeError("signature: wrong length");
    request.tensor = tensor;
    request.signature = signature;

    const enum image_status status = image_decode(jpeg, jpeg_bytes, &request, &size);
    xsmcSetInteger(xsResult,
                   status == kImageOk ? size.width * 65536 + size.height : -(xsIntegerValue)status);
}
