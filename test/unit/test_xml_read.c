/* XML from strangers: what is read, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/xml_read.h"

#include <stdio.h>

static struct arena *arena;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new(8 << 20);
    return !arena;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static const struct xml_element *read_text(struct str text)
{
    struct xml_element *root;
    struct fault why;
    if (xml_read(arena, text, &root, &why) != ERR_NONE)
        fail_msg("%.80s: %s", text.at, why.detail);
    return root;
}

static void assert_refused(struct str text, enum err err, const char *slug)
{
    struct xml_element *root;
    struct fault why = {0};
    enum err got = xml_read(arena, text, &root, &why);
    if (got != err || strcmp(why.slug, slug) != 0)
        fail_msg("%.80s: %d %s", text.at, got, why.detail);
    assert_null(root);
}

static void test_tree(void **state)
{
    (void)state;
    const struct xml_element *root = read_text(
        STR("<?xml version='1.0'?><a><r:b x='1' r:y=\"&lt;2&#x41;\"> one <![CDATA[<two>]]><c/>&amp; three</r:b><d/><b>4</b></a>"));
    assert_true(str_is(root->name, "a"));
    const struct xml_element *b = xml_child(root, "b");
    assert_true(str_is(b->text, " one <two>& three"));
    assert_true(str_is(xml_attribute(b, "x"), "1"));
    assert_true(str_is(xml_attribute(b, "y"), "<2A"));
    assert_true(str_is(xml_attribute(b, "z"), ""));
    assert_ptr_equal(xml_child(b, "c")->parent, b);
    assert_true(str_is(xml_next(b)->text, "4"));
    assert_null(xml_next(xml_next(b)));
    assert_true(str_is(xml_child_text(root, "b"), " one <two>& three"));
    assert_true(str_is(xml_child_text(root, "none"), ""));
    assert_null(xml_child(NULL, "b"));
}

static void test_encodings(void **state)
{
    (void)state;
    assert_true(str_is(read_text(STR("<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE4</a>"))->text, "ä"));
    assert_true(str_is(read_text(STR("<?xml version='1.0' encoding='windows-1252'?><a>\x80\x93</a>"))->text, "€“"));
    assert_true(str_is(read_text(STR("\xFF\xFE<\0a\0>\0\xE4\0<\0/\0a\0>\0"))->text, "ä"));
    assert_refused(STR("<?xml version='1.0' encoding='Shift_JIS'?><a/>"), ERR_MALFORMED, "not_xml");
    assert_refused(STR("<a>\xC3</a>"), ERR_MALFORMED, "not_xml");
}

static void test_doctype(void **state)
{
    (void)state;
    /* triple-S names its document type; nothing is fetched */
    assert_true(str_is(read_text(STR("<!DOCTYPE sss PUBLIC '-//x' 'http://127.0.0.1:1/x.dtd'><sss>1</sss>"))->text, "1"));
    assert_refused(STR("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), ERR_INVALID, "xml_not_allowed");
    assert_refused(STR("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"), ERR_INVALID, "xml_not_allowed");
    assert_refused(STR("<!DOCTYPE a [<!ENTITY % b SYSTEM 'http://127.0.0.1:1/'> %b;]><a/>"), ERR_INVALID, "xml_not_allowed");
    assert_refused(STR("<!DOCTYPE a [<!ELEMENT a ANY>]><a/>"), ERR_INVALID, "xml_not_allowed");
    assert_refused(STR("<a>&b;</a>"), ERR_MALFORMED, "not_xml");
}

static void test_limits(void **state)
{
    static char text[200000];
    size_t length = 0;
    struct xml_element *root;
    struct fault why;
    (void)state;
    for (int i = 0; i < 64; i++)
        length += (size_t)snprintf(text + length, sizeof text - length, "<a>");
    for (int i = 0; i < 64; i++)
        length += (size_t)snprintf(text + length, sizeof text - length, "</a>");
    (void)read_text((struct str){text, length});
    length = 0;
    for (int i = 0; i < 20000; i++)
        length += (size_t)snprintf(text + length, sizeof text - length, "<a>");
    assert_refused((struct str){text, length}, ERR_INVALID, "xml_not_allowed");
    length = (size_t)snprintf(text, sizeof text, "<a ");
    for (int i = 0; i < 300; i++)
        length += (size_t)snprintf(text + length, sizeof text - length, "a%d='' ", i);
    length += (size_t)snprintf(text + length, sizeof text - length, "/>");
    assert_refused((struct str){text, length}, ERR_TOO_LARGE, "xml_too_large");
    length = (size_t)snprintf(text, sizeof text, "<a>");
    while (length < sizeof text - 100)
        length += (size_t)snprintf(text + length, sizeof text - length, "<b/>");
    length += (size_t)snprintf(text + length, sizeof text - length, "</a>");
    struct arena *small = arena_new(100000);
    assert_int_equal(xml_read(small, (struct str){text, length}, &root, &why), ERR_TOO_LARGE);
    arena_free(small);
    assert_refused(STR(""), ERR_MALFORMED, "not_xml");
    assert_refused(STR("<a>"), ERR_MALFORMED, "not_xml");
    assert_refused(STR("<a></b>"), ERR_MALFORMED, "not_xml");
    assert_refused(STR("<a>\x01</a>"), ERR_MALFORMED, "not_xml");
}

struct seen {
    int rows, until;
    char text[64];
};

static bool see(void *context, const struct xml_element *element)
{
    struct seen *seen = context;
    assert_true(str_is(element->parent->parent->name, "doc"));
    if (!str_is(element->parent->name, "rows"))
        return true;
    size_t length = strlen(seen->text);
    snprintf(seen->text + length, sizeof seen->text - length, "%.*s,", STR_ARGS(xml_child_text(element, "id")));
    return ++seen->rows != seen->until;
}

static void test_rows(void **state)
{
    const struct str text =
        STR("<doc><fields><f>id</f></fields><rows><row><id>1</id></row><row><id>2</id></row><row/><row><id>4</id></row></rows></doc>");
    struct seen all = {.until = -1}, two = {.until = 2};
    struct fault why = {0};
    (void)state;
    assert_int_equal(xml_each(text, 2, 10000, see, &all, &why), ERR_NONE);
    assert_string_equal(all.text, "1,2,,4,");
    assert_int_equal(xml_each(text, 2, 10000, see, &two, &why), ERR_NONE);
    assert_string_equal(two.text, "1,2,");
    assert_int_equal(xml_each(STR("<doc><rows><row><id>1</id></row><row>"), 2, 10000, see, &(struct seen){.until = -1}, &why),
                     ERR_MALFORMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_tree, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_encodings, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_doctype, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_limits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_rows, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
