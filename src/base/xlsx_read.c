#include "base/xlsx_read.h"
#include "base/xml_read.h"
#include "base/zip_read.h"

#include <strings.h>

enum {
    UNPACKED_MAX = 256 << 20,
    ROW_MAX = 4 << 20, /* bytes of a row's elements */
    STYLES_MAX = 4096,
};

struct reading {
    struct arena *arena;
    struct zip_read *zip;
    struct workbook *book;
    struct str *shared;
    size_t shared_count;
    unsigned char styles[STYLES_MAX];
    size_t styles_count;
    bool from_1904;
    struct table *table;
    struct str *cells; /* of the row being read */
    enum err err;
};

static bool named(const struct xml_element *element, const char *name)
{
    return element && str_is(element->name, name);
}

/* ---- styles: which numbers are dates ---- */

static int64_t attribute_integer(const struct xml_element *element, const char *name, int64_t otherwise)
{
    int64_t value;
    return str_integer(xml_attribute(element, name), &value) ? value : otherwise;
}

static enum table_style style_of(const struct xml_element *formats, int64_t id)
{
    const struct xml_element *format = xml_child(formats, "numFmt");
    for (; format; format = xml_next(format))
        if (attribute_integer(format, "numFmtId", -1) == id)
            return table_style_of(xml_attribute(format, "formatCode"));
    return table_style_builtin(id);
}

static void take_styles(struct reading *r, const struct xml_element *root)
{
    const struct xml_element *xf = xml_child(xml_child(root, "cellXfs"), "xf");
    for (; xf && r->styles_count < STYLES_MAX; xf = xml_next(xf))
        r->styles[r->styles_count++] = (unsigned char)style_of(xml_child(root, "numFmts"), attribute_integer(xf, "numFmtId", 0));
}

/* ---- texts ---- */

/* <t>, or pieces of one with looks of their own: <r><t>. */
static struct str text_of(struct reading *r, const struct xml_element *element)
{
    struct str first = xml_child_text(element, "t");
    const struct xml_element *run = xml_child(element, "r");
    if (!run)
        return str_keep(r->arena, first);
    struct buf whole = buf_new(1 << 20);
    buf_add_str(&whole, first);
    for (; run; run = xml_next(run))
        buf_add_str(&whole, xml_child_text(run, "t"));
    struct str kept = str_keep(r->arena, buf_str(&whole));
    buf_free(&whole);
    return kept;
}

/* The list doubles as it grows; the file's own count is not trusted. */
static bool take_shared(void *context, const struct xml_element *element)
{
    struct reading *r = context;
    size_t count = r->shared_count;
    if (!named(element, "si"))
        return true;
    if (count >= 64 ? !(count & (count - 1)) : !count) {
        struct str *grown = arena_take_array(r->arena, count ? 2 * count : 64, sizeof *grown);
        if (!grown) {
            r->err = ERR_TOO_LARGE;
            return false;
        }
        if (count)
            memcpy(grown, r->shared, count * sizeof *grown);
        r->shared = grown;
    }
    r->shared[r->shared_count++] = text_of(r, element);
    return true;
}

/* ---- cells ---- */

static struct str cell_text(struct reading *r, const struct xml_element *cell)
{
    struct str type = xml_attribute(cell, "t"), value = xml_child_text(cell, "v");
    int64_t index, style = attribute_integer(cell, "s", 0);
    double number;
    if (str_is(type, "inlineStr"))
        return text_of(r, xml_child(cell, "is"));
    if (str_is(type, "s"))
        return str_integer(str_trim(value), &index) && index >= 0 && (size_t)index < r->shared_count ? r->shared[index] : STR("");
    if (str_is(type, "b"))
        return str_is(str_trim(value), "1") ? STR("TRUE") : STR("FALSE");
    if (str_is(type, "e"))
        return STR("");
    if ((type.length && !str_is(type, "n")) || !str_real(str_trim(value), &number))
        return str_keep(r->arena, value);
    enum table_style kind = style >= 0 && (size_t)style < r->styles_count ? (enum table_style)r->styles[style] : TABLE_PLAIN;
    return table_number(r->arena, number, kind, r->from_1904);
}

/* "AB12" → 27; the column behind the last one when the cell does not say. */
static size_t column_of(const struct xml_element *cell, size_t next)
{
    struct str at = xml_attribute(cell, "r");
    size_t column = 0, i = 0;
    for (; i < at.length && i < 4 && (at.at[i] | 0x20) >= 'a' && (at.at[i] | 0x20) <= 'z'; i++)
        column = 26 * column + (size_t)((at.at[i] | 0x20) - 'a') + 1;
    return i ? column - 1 : next;
}

static bool take_row(void *context, const struct xml_element *element)
{
    struct reading *r = context;
    size_t next = 0, count = 0;
    if (!named(element, "row"))
        return true;
    const struct xml_element *cell = xml_child(element, "c");
    for (; cell; cell = xml_next(cell)) {
        size_t column = column_of(cell, next);
        struct str text = column < TABLE_COLUMNS_MAX ? cell_text(r, cell) : STR("");
        next = column + 1;
        if (!text.length)
            continue;
        for (; count <= column; count++)
            r->cells[count] = STR("");
        r->cells[column] = text;
    }
    size_t before = r->table->rows_count ? r->table->rows[r->table->rows_count - 1].number : 0;
    int64_t number = attribute_integer(element, "r", (int64_t)before + 1);
    if (count && !table_row_add(r->arena, r->table, number > 0 ? (size_t)number : before + 1, r->cells, count))
        r->err = ERR_TOO_LARGE;
    return r->err == ERR_NONE;
}

/* ---- the parts of the archive ---- */

static enum err too_large(struct reading *r, enum err err, struct fault *why)
{
    if (err == ERR_NONE)
        err = r->err;
    return err == ERR_TOO_LARGE && r->err == ERR_TOO_LARGE ? fault_set(why, err, "workbook_too_large", "", "The workbook is too large.")
                                                           : err;
}

static enum err read_part(struct reading *r, struct str name, struct str *bytes, bool *there, struct fault *why)
{
    size_t index;
    *there = zip_read_find(r->zip, name, &index);
    return *there ? zip_read_file(r->zip, index, r->arena, bytes, why) : ERR_NONE;
}

static enum err read_tree(struct reading *r, const char *name, struct xml_element **root, struct fault *why)
{
    struct str bytes;
    bool there;
    *root = NULL;
    enum err err = read_part(r, str_of(name), &bytes, &there, why);
    return err == ERR_NONE && there ? xml_read(r->arena, bytes, root, why) : err;
}

/* Every element at a depth of a part that may be large. */
static enum err read_each(struct reading *r, struct str name, int depth, bool (*each)(void *context, const struct xml_element *element),
                          struct fault *why)
{
    struct str bytes;
    bool there;
    enum err err = read_part(r, name, &bytes, &there, why);
    if (err == ERR_NONE && there)
        err = xml_each(bytes, depth, ROW_MAX, each, r, why);
    return too_large(r, err, why);
}

static struct str part_path(struct reading *r, const struct xml_element *relations, struct str id)
{
    const struct xml_element *relation = xml_child(relations, "Relationship");
    struct str none = {0};
    for (; relation; relation = xml_next(relation))
        if (str_equal(xml_attribute(relation, "Id"), id)) {
            struct str target = xml_attribute(relation, "Target");
            if (str_starts(target, "/"))
                return str_keep(r->arena, (struct str){target.at + 1, target.length - 1});
            return str_of(arena_printf(r->arena, "xl/%.*s", STR_ARGS(target)));
        }
    return none;
}

static enum err read_sheets(struct reading *r, const struct xml_element *workbook, const struct xml_element *relations, struct fault *why)
{
    const struct xml_element *sheet = xml_child(xml_child(workbook, "sheets"), "sheet");
    enum err err = ERR_NONE;
    for (; sheet && err == ERR_NONE; sheet = xml_next(sheet)) {
        struct str path = part_path(r, relations, xml_attribute(sheet, "id"));
        if (!path.length)
            continue;
        if (r->book->sheets_count == TABLE_SHEETS_MAX)
            return fault_set(why, ERR_TOO_LARGE, "workbook_too_large", "", "The workbook has more than %d sheets.", TABLE_SHEETS_MAX);
        r->table = &r->book->sheets[r->book->sheets_count++];
        r->table->name = str_keep(r->arena, xml_attribute(sheet, "name"));
        err = read_each(r, path, 2, take_row, why);
    }
    return err;
}

static enum err read_book(struct reading *r, struct fault *why)
{
    struct xml_element *workbook, *relations, *styles;
    enum err err = read_tree(r, "xl/workbook.xml", &workbook, why);
    if (err == ERR_NONE)
        err = read_tree(r, "xl/_rels/workbook.xml.rels", &relations, why);
    if (err == ERR_NONE)
        err = read_tree(r, "xl/styles.xml", &styles, why);
    if (err != ERR_NONE)
        return err;
    if (!workbook || !relations)
        return fault_set(why, ERR_MALFORMED, "not_a_workbook", "", "The archive is no workbook.");
    struct str from_1904 = xml_attribute(xml_child(workbook, "workbookPr"), "date1904");
    r->from_1904 = str_is(from_1904, "1") || str_is(from_1904, "true");
    if (styles)
        take_styles(r, styles);
    err = read_each(r, STR("xl/sharedStrings.xml"), 1, take_shared, why);
    return err == ERR_NONE ? read_sheets(r, workbook, relations, why) : err;
}

bool xlsx_read_is(struct str bytes)
{
    struct zip_read *zip = NULL;
    size_t index;
    bool is = zip_read_is(bytes) && zip_read_open(bytes, 0, &zip, NULL) == ERR_NONE && zip_read_find(zip, STR("xl/workbook.xml"), &index);
    zip_read_close(zip);
    return is;
}

enum err xlsx_read(struct arena *arena, struct str bytes, struct workbook **book, struct fault *why)
{
    struct reading *r = arena_new_object(arena, struct reading);
    if (!r)
        return ERR_MEMORY;
    r->arena = arena;
    r->book = *book = arena_new_object(arena, struct workbook);
    r->cells = arena_take_array(arena, TABLE_COLUMNS_MAX, sizeof *r->cells);
    if (!r->book || !r->cells)
        return ERR_MEMORY;
    enum err err = zip_read_open(bytes, UNPACKED_MAX, &r->zip, why);
    if (err == ERR_NONE)
        err = read_book(r, why);
    zip_read_close(r->zip);
    return err;
}
