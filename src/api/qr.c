#include "api/qr.h"

#include <png.h>
#include <qrencode.h>
#include <stdlib.h>

enum { QUIET = 4, IMAGE_MAX = 4 << 20 };

static void svg_write(const QRcode *code, struct buf *out)
{
    int size = code->width + 2 * QUIET;
    buf_printf(out,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\" role=\"img\"><path "
               "fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path d=\"",
               size, size, size, size);
    for (int y = 0; y < code->width; y++)
        for (int x = 0; x < code->width; x++) {
            int from = x;
            while (x < code->width && code->data[y * code->width + x] & 1)
                x++;
            if (x > from)
                buf_printf(out, "M%d %dh%dv1h-%dz", from + QUIET, y + QUIET, x - from, x - from);
        }
    buf_add_text(out, "\"/></svg>");
}

static bool png_write(const QRcode *code, unsigned scale, struct arena *arena, struct buf *out)
{
    unsigned side = (unsigned)(code->width + 2 * QUIET) * scale;
    unsigned char *pixels = arena_take_array(arena, side, side);
    if (!pixels)
        return false;
    for (unsigned y = 0; y < side; y++)
        for (unsigned x = 0; x < side; x++) {
            int column = (int)(x / scale) - QUIET, row = (int)(y / scale) - QUIET;
            bool inside = column >= 0 && row >= 0 && column < code->width && row < code->width;
            pixels[y * side + x] = inside && code->data[row * code->width + column] & 1 ? 0 : 255;
        }
    png_image image = {.version = PNG_IMAGE_VERSION, .width = side, .height = side, .format = PNG_FORMAT_GRAY};
    png_alloc_size_t size = 0;
    if (!png_image_write_to_memory(&image, NULL, &size, 0, pixels, 0, NULL) || size > IMAGE_MAX)
        return false;
    void *bytes = arena_take(arena, size);
    if (!bytes || !png_image_write_to_memory(&image, bytes, &size, 0, pixels, 0, NULL))
        return false;
    buf_add(out, bytes, size);
    return true;
}

bool qr_svg(const char *text, struct buf *out)
{
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    if (code)
        svg_write(code, out);
    QRcode_free(code);
    return code && !out->failed;
}

bool qr_png(const char *text, int64_t side, struct arena *arena, struct buf *out)
{
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    int64_t modules = code ? code->width + 2 * QUIET : 1;
    bool made = code && png_write(code, (unsigned)((side + modules - 1) / modules), arena, out);
    QRcode_free(code);
    return made && !out->failed;
}
