#include "base/xlsx.h"
#include "base/xml.h"
#include "base/zip.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    LINE_MAX_BYTES = 64 << 20,
    LINES_PACKED = 1 << 16,
    STYLE_HEAD = 1,
    STYLE_MOMENT = 2,
    STYLE_DAY = 3,
    DAY_ZERO = 25569 /* 1970-01-01 */
};
/* A file of a zip holds 4 GiB; a sheet ends well before. */
static const uint64_t sheet_bytes_max = 3ull << 30;

struct xlsx {
    struct zip *zip;
    struct buf lines; /* rows not packed yet */
    char sheets[XLSX_SHEETS_MAX][XLSX_NAME_MAX + 1];
    size_t sheets_count;
    unsigned row, column; /* of the cell that comes next; from 1 */
    uint64_t sheet_bytes;
    bool in_row, in_sheet, failed;
};

struct xlsx *xlsx_new(int64_t now_ms)
{
    struct xlsx *xlsx = calloc(1, sizeof *xlsx);
    if (!xlsx)
        return NULL;
    xlsx->zip = zip_new(now_ms);
    xlsx->lines = buf_new(LINE_MAX_BYTES);
    if (xlsx->zip)
        return xlsx;
    free(xlsx);
    return NULL;
}

void xlsx_free(struct xlsx *xlsx)
{
    if (!xlsx)
        return;
    zip_free(xlsx->zip);
    buf_free(&xlsx->lines);
    free(xlsx);
}

static void flush(struct xlsx *xlsx, struct buf *out)
{
    xlsx->failed |= xlsx->lines.failed;
    xlsx->sheet_bytes += xlsx->lines.length;
    zip_put(xlsx->zip, buf_str(&xlsx->lines), out);
    buf_clear(&xlsx->lines);
}

static void row_end(struct xlsx *xlsx)
{
    if (xlsx->in_row)
        buf_add_text(&xlsx->lines, "</row>");
    xlsx->in_row = false;
}

static void sheet_end(struct xlsx *xlsx, struct buf *out)
{
    if (!xlsx->in_sheet)
        return;
    row_end(xlsx);
    buf_add_text(&xlsx->lines, "</sheetData></worksheet>");
    flush(xlsx, out);
    xlsx->in_sheet = false;
}

void xlsx_sheet(struct xlsx *xlsx, const char *name, struct buf *out)
{
    char path[40];
    sheet_end(xlsx, out);
    if (xlsx->sheets_count == XLSX_SHEETS_MAX) {
        xlsx->failed = true;
        return;
    }
    snprintf(xlsx->sheets[xlsx->sheets_count++], sizeof *xlsx->sheets, "%s", name);
    snprintf(path, sizeof path, "xl/worksheets/sheet%zu.xml", xlsx->sheets_count);
    zip_file(xlsx->zip, path, out);
    buf_add_text(&xlsx->lines, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
                               "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetViews><sheetView "
                               "workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>"
                               "</sheetView></sheetViews><sheetData>");
    xlsx->in_sheet = true;
    xlsx->row = 0;
    xlsx->sheet_bytes = 0;
}

bool xlsx_full(const struct xlsx *xlsx)
{
    return xlsx->row >= XLSX_ROWS_MAX || xlsx->sheet_bytes > sheet_bytes_max;
}

void xlsx_row(struct xlsx *xlsx, struct buf *out)
{
    row_end(xlsx);
    if (xlsx->lines.length > LINES_PACKED)
        flush(xlsx, out);
    xlsx->row++;
    xlsx->column = 1;
    xlsx->in_row = true;
    buf_add_text(&xlsx->lines, "<row r=\"");
    buf_add_integer(&xlsx->lines, xlsx->row);
    buf_add_text(&xlsx->lines, "\">");
}

void xlsx_blank(struct xlsx *xlsx)
{
    xlsx->column++;
}

/* <c r="AB12" and the style, and moves on. */
static void cell_begin(struct xlsx *xlsx, int style)
{
    char name[4];
    size_t at = sizeof name;
    for (unsigned left = xlsx->column; left; left = (left - 1) / 26)
        name[--at] = (char)('A' + (left - 1) % 26);
    xlsx->failed |= xlsx->column > XLSX_COLUMNS_MAX;
    xlsx->column++;
    buf_add(&xlsx->lines, "<c r=\"", 6);
    buf_add(&xlsx->lines, name + at, sizeof name - at);
    buf_add_integer(&xlsx->lines, xlsx->row);
    if (xlsx->row == 1)
        style = STYLE_HEAD;
    if (style) {
        buf_add_text(&xlsx->lines, "\" s=\"");
        buf_add_integer(&xlsx->lines, style);
    }
    buf_add_char(&xlsx->lines, '"');
}

/* XML, but line breaks are LF, and what XML cannot say is _xHHHH_, as is a text that looks like one. */
static void put_text(struct buf *out, struct str text)
{
    size_t from = 0;
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.at[i];
        bool looks = c == '_' && i + 6 < text.length && text.at[i + 1] == 'x' && text.at[i + 6] == '_';
        if (!looks && (c >= 0x20 || c == '\n' || c == '\t'))
            continue;
        xml_put_text(out, (struct str){text.at + from, i - from});
        from = i + 1;
        if (c != '\r')
            buf_printf(out, "_x%04X_", c);
        else if (i + 1 == text.length || text.at[i + 1] != '\n')
            buf_add_char(out, '\n');
    }
    xml_put_text(out, (struct str){text.at + from, text.length - from});
}

void xlsx_text(struct xlsx *xlsx, struct str text)
{
    if (!text.length) {
        xlsx_blank(xlsx);
        return;
    }
    cell_begin(xlsx, 0);
    buf_add_text(&xlsx->lines, " t=\"inlineStr\"><is><t xml:space=\"preserve\">");
    put_text(&xlsx->lines, text);
    buf_add_text(&xlsx->lines, "</t></is></c>");
}

static void put_value(struct xlsx *xlsx, int style, const char *type, struct str value)
{
    cell_begin(xlsx, style);
    buf_add_text(&xlsx->lines, type);
    buf_add_text(&xlsx->lines, "><v>");
    buf_add_str(&xlsx->lines, value);
    buf_add_text(&xlsx->lines, "</v></c>");
}

void xlsx_number(struct xlsx *xlsx, struct str number)
{
    put_value(xlsx, 0, "", number);
}

void xlsx_boolean(struct xlsx *xlsx, bool value)
{
    put_value(xlsx, 0, " t=\"b\"", value ? STR("1") : STR("0"));
}

void xlsx_moment(struct xlsx *xlsx, int64_t at_ms)
{
    char days[40];
    snprintf(days, sizeof days, "%.10f", (double)at_ms / 86400000.0 + DAY_ZERO);
    put_value(xlsx, STYLE_MOMENT, "", str_of(days));
}

void xlsx_day(struct xlsx *xlsx, int32_t day)
{
    char number[16];
    snprintf(number, sizeof number, "%d", (int)day + DAY_ZERO);
    put_value(xlsx, STYLE_DAY, "", str_of(number));
}

/* ---- the parts around the sheets ---- */

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define SHEET "application/vnd.openxmlformats-officedocument.spreadsheetml."

static const char styles[] = HEAD
    "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><numFmts count=\"2\">"
    "<numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\\ hh:mm:ss\"/><numFmt numFmtId=\"165\" formatCode=\"yyyy\\-mm\\-dd\"/></numFmts>"
    "<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font><font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font>"
    "</fonts><fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill>"
    "</fills><borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
    "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs><cellXfs count=\"4\">"
    "<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>"
    "<xf numFmtId=\"0\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\"/>"
    "<xf numFmtId=\"164\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>"
    "<xf numFmtId=\"165\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/></cellXfs>"
    "<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>";

static void put_part(struct xlsx *xlsx, const char *path, struct buf *out)
{
    zip_file(xlsx->zip, path, out);
    flush(xlsx, out);
}

static void put_types(struct xlsx *xlsx, struct buf *out)
{
    struct buf *part = &xlsx->lines;
    buf_add_text(part,
                 HEAD "<Types xmlns=\"" PACKAGE "content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats"
                      "-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>"
                      "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" SHEET "sheet.main+xml\"/>"
                      "<Override PartName=\"/xl/styles.xml\" ContentType=\"" SHEET "styles+xml\"/>");
    for (size_t i = 0; i < xlsx->sheets_count; i++)
        buf_printf(part, "<Override PartName=\"/xl/worksheets/sheet%zu.xml\" ContentType=\"" SHEET "worksheet+xml\"/>", i + 1);
    buf_add_text(part, "</Types>");
    put_part(xlsx, "[Content_Types].xml", out);
    buf_add_text(part, HEAD "<Relationships xmlns=\"" PACKAGE "relationships\"><Relationship Id=\"rId1\" Type=\"" OFFICE
                            "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
    put_part(xlsx, "_rels/.rels", out);
}

static void put_workbook(struct xlsx *xlsx, struct buf *out)
{
    struct buf *part = &xlsx->lines;
    buf_add_text(part,
                 HEAD "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"" OFFICE "\"><sheets>");
    for (size_t i = 0; i < xlsx->sheets_count; i++) {
        buf_add_text(part, "<sheet name=\"");
        xml_put_text(part, str_of(xlsx->sheets[i]));
        buf_printf(part, "\" sheetId=\"%zu\" r:id=\"rId%zu\"/>", i + 1, i + 1);
    }
    buf_add_text(part, "</sheets></workbook>");
    put_part(xlsx, "xl/workbook.xml", out);
    buf_add_text(part, HEAD "<Relationships xmlns=\"" PACKAGE "relationships\">");
    for (size_t i = 0; i < xlsx->sheets_count; i++)
        buf_printf(part, "<Relationship Id=\"rId%zu\" Type=\"" OFFICE "/worksheet\" Target=\"worksheets/sheet%zu.xml\"/>", i + 1, i + 1);
    buf_printf(part, "<Relationship Id=\"rId%zu\" Type=\"" OFFICE "/styles\" Target=\"styles.xml\"/></Relationships>",
               xlsx->sheets_count + 1);
    put_part(xlsx, "xl/_rels/workbook.xml.rels", out);
}

enum err xlsx_finish(struct xlsx *xlsx, struct buf *out)
{
    sheet_end(xlsx, out);
    put_types(xlsx, out);
    put_workbook(xlsx, out);
    buf_add_text(&xlsx->lines, styles);
    put_part(xlsx, "xl/styles.xml", out);
    enum err err = zip_finish(xlsx->zip, out);
    return err == ERR_NONE && xlsx->failed ? ERR_TOO_LARGE : err;
}
