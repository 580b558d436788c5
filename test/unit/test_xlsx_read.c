/* Workbooks read as tables of texts. Most are put together here part by part, as other programs write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/xlsx.h"
#include "base/xlsx_read.h"
#include "base/zip.h"

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
#define MAIN "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""

static struct arena *arena;
static struct fault why;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new(256 << 20);
    return !arena;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

/* One sheet "survey" of those rows, in an archive as other programs make it. */
static struct buf workbook_of(const char *properties, const char *rows)
{
    struct buf out = buf_new(1 << 20);
    struct zip *zip = zip_new(0);
    const char *const parts[] = {
        "xl/workbook.xml",
        arena_printf(arena,
                     XML "<workbook " MAIN " xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">%s<sheets>"
                         "<sheet name=\"survey\" sheetId=\"7\" r:id=\"rId3\"/></sheets></workbook>",
                     properties),
        "xl/_rels/workbook.xml.rels",
        XML "<Relationships><Relationship Id=\"rId3\" Target=\"worksheets/first.xml\"/></Relationships>",
        "xl/styles.xml",
        XML "<styleSheet " MAIN "><numFmts><numFmt numFmtId=\"164\" formatCode=\"[$-40B]d\\.m\\.yyyy hh:mm\"/><numFmt numFmtId=\"165\" "
            "formatCode=\"0.0&quot; days&quot;\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf "
            "numFmtId=\"165\"/><xf numFmtId=\"20\"/></cellXfs></styleSheet>",
        "xl/sharedStrings.xml",
        XML "<sst " MAIN "><si><t>plain</t></si><si><r><t>in </t></r><r><rPr><b/></rPr><t xml:space=\"preserve\">two</t></r></si></sst>",
        "xl/worksheets/first.xml",
        arena_printf(arena, XML "<worksheet " MAIN "><cols><col min=\"1\"/></cols><sheetData>%s</sheetData></worksheet>", rows),
        NULL,
    };
    for (const char *const *part = parts; *part; part += 2) {
        zip_file(zip, part[0], &out);
        zip_put(zip, str_of(part[1]), &out);
    }
    assert_int_equal(zip_finish(zip, &out), ERR_NONE);
    zip_free(zip);
    return out;
}

static const struct table *read_sheet(const struct buf *bytes)
{
    struct workbook *book;
    if (xlsx_read(arena, buf_str(bytes), &book, &why) != ERR_NONE)
        fail_msg("%s: %s", why.slug, why.detail);
    assert_true(xlsx_read_is(buf_str(bytes)));
    const struct table *sheet = workbook_sheet(book, "SURVEY");
    assert_non_null(sheet);
    return sheet;
}

static void assert_row(const struct table_row *row, size_t number, size_t count, const char *const *cells)
{
    assert_int_equal(row->number, number);
    assert_int_equal(row->count, count);
    for (size_t i = 0; i < count; i++)
        if (!str_is(table_cell(row, i), cells[i]))
            fail_msg("column %zu is \"%.*s\", not \"%s\"", i, STR_ARGS(table_cell(row, i)), cells[i]);
}

static void cells_are_what_a_person_sees(void **state)
{
    static const char *const first[] = {"plain", "in two", "12", "0.5", "TRUE", "", "typed"};
    static const char *const second[] = {"", "", "", "after a gap"};
    struct buf bytes = workbook_of(
        "", "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c><v>12</v></c><c r=\"D1\"><v>0.5</v>"
            "</c><c r=\"E1\" t=\"b\"><v>1</v></c><c r=\"F1\" t=\"e\"><v>#REF!</v></c><c r=\"G1\" t=\"inlineStr\"><is>"
            "<t>typed</t></is></c></row><row r=\"2\"/><row r=\"9\"><c r=\"D9\" t=\"str\"><v>after a gap</v></c><c "
            "r=\"ZZZ9\"><v>1</v></c></row>");
    const struct table *sheet = read_sheet(&bytes);
    (void)state;
    assert_int_equal(sheet->rows_count, 2);
    assert_row(&sheet->rows[0], 1, 7, first);
    assert_row(&sheet->rows[1], 9, 4, second);
    buf_free(&bytes);
}

/* 46082 is 2026-03-01: =DATE(2026,3,1) shown as a number; 44620 in workbooks that count from 1904. */
static void numbers_with_a_date_style_are_dates(void **state)
{
    static const char *const cells[] = {"2026-03-01", "2026-03-01T18:00:00", "46082", "06:30:00"};
    static const char *const later[] = {"2026-03-01"};
    struct buf bytes =
        workbook_of("", "<row><c s=\"1\"><v>46082</v></c><c s=\"2\"><v>46082.75</v></c><c s=\"3\"><v>46082</v></c><c s=\"4\"><v>"
                        "0.270833333333333</v></c></row>");
    (void)state;
    assert_row(&read_sheet(&bytes)->rows[0], 1, 4, cells);
    buf_free(&bytes);
    bytes = workbook_of("<workbookPr date1904=\"1\"/>", "<row><c s=\"1\"><v>44620</v></c></row>");
    assert_row(&read_sheet(&bytes)->rows[0], 1, 1, later);
    buf_free(&bytes);
}

static void what_kuulo_writes_is_read(void **state)
{
    static const char *const head[] = {"name", "Ääkköset & <merkit>"};
    static const char *const row[] = {"= 1 + 1", "-7.25"};
    struct buf bytes = buf_new(1 << 20);
    struct xlsx *xlsx = xlsx_new(0);
    (void)state;
    xlsx_sheet(xlsx, "survey", &bytes);
    xlsx_row(xlsx, &bytes);
    xlsx_text(xlsx, str_of(head[0]));
    xlsx_text(xlsx, str_of(head[1]));
    xlsx_row(xlsx, &bytes);
    xlsx_text(xlsx, str_of(row[0]));
    xlsx_number(xlsx, str_of(row[1]));
    assert_int_equal(xlsx_finish(xlsx, &bytes), ERR_NONE);
    xlsx_free(xlsx);
    const struct table *sheet = read_sheet(&bytes);
    assert_row(&sheet->rows[0], 1, 2, head);
    assert_row(&sheet->rows[1], 2, 2, row);
    buf_free(&bytes);
}

static void strangers_are_refused(void **state)
{
    struct workbook *book;
    struct buf bytes = workbook_of("", "<row><c t=\"s\"><v>99</v></c><c t=\"s\"><v>-1</v></c><c><v>nothing</v></c></row>");
    const struct table *sheet = read_sheet(&bytes);
    (void)state;
    assert_true(str_is(table_cell(&sheet->rows[0], 0), "")); /* no such text in the list */
    assert_true(str_is(table_cell(&sheet->rows[0], 2), "nothing"));
    buf_free(&bytes);
    bytes = workbook_of("<oops", "");
    assert_int_equal(xlsx_read(arena, buf_str(&bytes), &book, &why), ERR_MALFORMED);
    buf_free(&bytes);
    assert_int_equal(xlsx_read(arena, STR("PK\3\4 and no more"), &book, &why), ERR_MALFORMED);
    assert_false(xlsx_read_is(STR("type,name,label")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(cells_are_what_a_person_sees, set_up, tear_down),
        cmocka_unit_test_setup_teardown(numbers_with_a_date_style_are_dates, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_kuulo_writes_is_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(strangers_are_refused, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
