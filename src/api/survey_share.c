/* What a survey is shared with: its QR code, and the editor's preview of its page. */
#include "api/dispatch.h"
#include "api/embedded.h"
#include "api/page.h"
#include "api/share.h"
#include "listen/surveys.h"

#include <png.h>
#include <qrencode.h>
#include <stdlib.h>

enum { QUIET = 4, PNG_SCALE = 12, IMAGE_MAX = 4 << 20 };

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

static bool png_write(const QRcode *code, struct arena *arena, struct buf *out)
{
    unsigned side = (unsigned)(code->width + 2 * QUIET) * PNG_SCALE;
    unsigned char *pixels = arena_take_array(arena, side, side);
    if (!pixels)
        return false;
    for (unsigned y = 0; y < side; y++)
        for (unsigned x = 0; x < side; x++) {
            int column = (int)(x / PNG_SCALE) - QUIET, row = (int)(y / PNG_SCALE) - QUIET;
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

void op_survey_qr(struct call *call)
{
    const struct survey_qr_query *query = call->query;
    const struct survey *survey = listen_survey(flow_listen(call->flow), call->principal.workspace_id, call->path[0]);
    if (!survey) {
        call_fail_code(call, ERR_NOT_FOUND);
        return;
    }
    bool png = query->format.at && str_is(query->format, "png");
    bool lang = query->lang.at && str_slug(query->lang);
    char *url = arena_printf(call->arena, "%.*s?channel=qr%s%.*s", STR_ARGS(survey_url(call, survey)), lang ? "&lang=" : "",
                             lang ? (int)query->lang.length : 0, lang ? query->lang.at : "");
    QRcode *code = url ? QRcode_encodeString8bit(url, 0, QR_ECLEVEL_M) : NULL;
    struct buf image = buf_new(IMAGE_MAX);
    bool made = code && (png ? png_write(code, call->arena, &image) : (svg_write(code, &image), true));
    QRcode_free(code);
    if (made)
        call_text(call, 200, png ? "image/png" : "image/svg+xml", &image);
    else {
        buf_free(&image);
        call_fail_code(call, ERR_MEMORY);
    }
}

static struct str tag_of(const char *path)
{
    const struct embedded_file *file = embedded_find(str_of(path));
    return file ? str_of(file->etag) : STR("");
}

void op_survey_preview(struct call *call)
{
    const struct survey_preview_query *query = call->query;
    struct survey_put *put;
    struct fault why = {0};
    enum err err = listen_check_survey(flow_listen(call->flow), call->principal.workspace_id, call->tree, call->arena, &put, &why);
    if (err != ERR_NONE) {
        if (why.code)
            call_fail(call, &why);
        else
            call_fail_code(call, err);
        return;
    }
    struct page_pair pair = {STR("lang"), query->lang};
    struct page_pairs pairs = {&pair, query->lang.at ? 1 : 0};
    struct page_view view = {.workspace = listen_workspace(flow_listen(call->flow), call->principal.workspace_id),
                             .survey = put->definition,
                             .version = 1,
                             .language = page_language(put->definition, &pairs, (struct str){0}),
                             .submission_key = STR("preview"),
                             .script_tag = tag_of("/respond/respond.js"),
                             .style_tag = tag_of("/respond/respond.css"),
                             .preview = true};
    struct buf html = buf_new(PAGE_HTML_MAX);
    page_write_survey(&view, &html);
    call_text(call, 200, "text/html; charset=utf-8", &html);
}
