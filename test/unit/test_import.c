#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "listen/export.h"
#include "listen/import_inside.h"
#include "listen/surveys.h"
#include "listen/workspace.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

static const int64_t now_ms = 1772359200000; /* 2026-03-01T10:00:00Z */

static struct arena *arena;
static struct store *store;
static struct listen *listen;
static char place[64];
static int64_t number;
static struct fault why;
static struct buf rejects;

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *walk)
{
    (void)about, (void)kind, (void)walk;
    return remove(path);
}

static json_t *tree_of(const char *text)
{
    json_t *tree;
    if (json_read(arena, str_of(text), &tree, &why) != ERR_NONE)
        fail_msg("%s: %s", text, why.detail);
    return tree;
}

/* What the turn does with a proposal. */
static void settle(struct fact *facts, size_t count)
{
    assert_int_equal(store_begin(store), ERR_NONE);
    for (size_t i = 0; i < count; i++) {
        facts[i].workspace_id = 1;
        facts[i].number = number + 1;
        facts[i].at_ms = now_ms;
        if (listen_store(listen, store, &facts[i], arena, &why) != ERR_NONE)
            fail_msg("%s: %s", fact_name(facts[i].kind), why.detail);
        number += !facts[i].repeated;
    }
    assert_int_equal(store_commit(store), ERR_NONE);
    for (size_t i = 0; i < count; i++)
        if (!facts[i].repeated)
            listen_apply(listen, &facts[i]);
}

static int set_up(void **state)
{
    (void)state;
    struct workspace_put *put;
    struct str languages[] = {STR("en")};
    snprintf(place, sizeof place, "/tmp/kuulo-import-XXXXXX");
    number = 0;
    rejects = buf_new(1 << 20);
    arena = arena_new((size_t)1 << 31);
    if (!arena || !mkdtemp(place))
        return 1;
    if (store_open(place, STORE_WRITE, &store, &why) != ERR_NONE || listen_open(store, &listen, &why) != ERR_NONE) {
        print_error("%s\n", why.detail);
        return 1;
    }
    assert_int_equal(listen_check_workspace_new(STR("shoes"), STR("Shoes"), STR("UTC"), (struct str_list){languages, 1}, arena, &put, &why),
                     ERR_NONE);
    settle(&(struct fact){.kind = FACT_WORKSPACE_CREATED, .body = put}, 1);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    listen_close(listen);
    store_close(store);
    arena_free(arena);
    buf_free(&rejects);
    nftw(place, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    return 0;
}

/* ---- a file in memory, or on the disk ---- */

struct file {
    const char *bytes;
    size_t length, at, most; /* most: bytes a read gives, to meet every boundary */
    FILE *disk;
};

static enum err read_file(void *context, char *bytes, size_t size, size_t *got)
{
    struct file *file = context;
    if (file->disk) {
        *got = fread(bytes, 1, size, file->disk);
        return ferror(file->disk) ? ERR_IO : ERR_NONE;
    }
    size_t left = file->length - file->at, most = file->most && file->most < size ? file->most : size;
    *got = left < most ? left : most;
    memcpy(bytes, file->bytes + file->at, *got);
    file->at += *got;
    return ERR_NONE;
}

static void note_reject(void *context, int64_t row, struct str column, const struct fault *fault)
{
    (void)context;
    buf_printf(&rejects, "%lld %.*s: %s [%s]\n", (long long)row, STR_ARGS(column), fault->detail, fault->slug);
}

static struct import_map *map_of(const json_t *tree)
{
    struct import_map *map;
    struct fact *facts;
    size_t count;
    if (import_map_read(arena, IMPORT_RESPONSES, tree, &map, &why) != ERR_NONE)
        fail_msg("%s: %s", why.field, why.detail);
    for (enum import_step step = IMPORT_TOUCHPOINTS; step <= IMPORT_SURVEY; step++) {
        if (import_prepare(listen, 1, map, step, arena, &facts, &count, &why) != ERR_NONE)
            fail_msg("%s: %s", why.field, why.detail);
        settle(facts, count);
    }
    return map;
}

static enum err run_file(const struct import_map *map, struct file *file, struct import_progress *progress)
{
    struct import_config config = {listen, 1, now_ms, map, read_file, note_reject, file, NULL};
    struct import *import;
    struct response_given *given;
    size_t count = 1;
    enum err err = import_open(&config, &import, &why);
    if (err != ERR_NONE)
        return err;
    bool more = true;
    while (err == ERR_NONE && more) {
        err = import_next(import, arena, &given, &count, &more, &why);
        struct fact *facts = arena_take_array(arena, count + 1, sizeof *facts);
        for (size_t i = 0; err == ERR_NONE && i < count; i++)
            facts[i] = (struct fact){.kind = FACT_RESPONSE_GIVEN, .body = &given[i]};
        if (err == ERR_NONE && count)
            settle(facts, count);
    }
    *progress = import_progress(import);
    import_close(import);
    return err;
}

static const char map_json[] =
    "{\"survey\":{\"slug\":\"visit\",\"title\":{\"en\":\"V\"},\"languages\":[\"en\"],\"touchpoint\":\"store\",\"questions\":["
    "{\"id\":\"food\",\"type\":\"rating\",\"scale\":{\"low\":1,\"high\":5},\"text\":{\"en\":\"F\"}},"
    "{\"id\":\"recommend\",\"type\":\"nps\",\"text\":{\"en\":\"R\"}},"
    "{\"id\":\"felt\",\"type\":\"emotion\",\"text\":{\"en\":\"E\"}},"
    "{\"id\":\"why\",\"type\":\"story\",\"text\":{\"en\":\"W\"}}]},"
    "\"touchpoints\":[{\"slug\":\"store\",\"name\":{\"en\":\"Store\"},\"kind\":\"physical\"}],"
    "\"key\":\"Id\",\"key_prefix\":\"f-\",\"at\":{\"column\":\"When\",\"format\":\"%d.%m.%Y %H:%M\"},\"time_zone\":\"Europe/Helsinki\","
    "\"channel\":{\"value\":\"paper\"},\"language\":{\"column\":\"Lang\",\"map\":{\"1\":\"en\",\"2\":\"fi\"}},"
    "\"attributes\":{\"sex\":{\"column\":\"Sex\",\"map\":{\"M\":\"male\"},\"missing\":[\"?\"]},\"age\":{\"column\":\"Age\",\"type\":"
    "\"number\"}},"
    "\"answers\":{\"food\":{\"column\":\"Food\",\"missing\":[\"0\",\"6\"]},\"recommend\":\"Rec\",\"felt\":\"Felt\",\"why\":\"Why\"}}";
static const char header[] = "Id,When,Lang,Sex,Age,Food,Rec,Felt,Why\n";

static bool collect(void *context, const struct response *response)
{
    response_write(response, true, context);
    buf_add_char(context, '\n');
    return true;
}

static const char *stored(void)
{
    struct buf out = buf_new(1 << 20);
    assert_int_equal(listen_responses_after(store, 1, listen_survey(listen, 1, STR("visit"))->id, 0, 100, collect, &out), ERR_NONE);
    const char *text = out.at ? arena_text(arena, out.at, out.length) : "";
    buf_free(&out);
    return text;
}

static struct import_progress import_text(const char *map, const char *rows, size_t most)
{
    struct import_progress progress;
    const char *text = arena_printf(arena, "%s%s", header, rows);
    struct file file = {.bytes = text, .length = strlen(text), .most = most};
    if (run_file(map_of(tree_of(map)), &file, &progress) != ERR_NONE)
        fail_msg("%s", why.detail);
    return progress;
}

static void test_rows_become_responses(void **state)
{
    (void)state;
    struct import_progress progress = import_text(map_json,
                                                  "7,01.07.2025 09:30,2,M,41,4,9,relief;joy,\"Hyvä, \"\"todella\"\"\nhyvä\"\r\n"
                                                  "8,1.1.2025 00:00,1,?,,6,,,\n"
                                                  "9,01.07.2025 09:30,1,x,40.5,5.0,10,trust,-\n",
                                                  0);
    assert_int_equal(progress.rows, 3);
    assert_int_equal(progress.taken, 3);
    assert_int_equal(rejects.length, 0);
    const char *text = stored();
    assert_non_null(
        strstr(text, "\"at\":\"2025-07-01T06:30:00Z\",\"received_at\":\"2026-03-01T10:00:00Z\",\"channel\":\"paper\",\"language\":\"fi\","
                     "\"touchpoint\":\"store\",\"attributes\":{\"sex\":\"male\",\"age\":41},\"answers\":{\"food\":4,\"recommend\":9,"
                     "\"felt\":{\"all\":{\"joy\":3,\"relief\":3}},\"why\":\"Hyvä, \\\"todella\\\"\\nhyvä\"}"));
    assert_non_null(strstr(text, "\"at\":\"2024-12-31T22:00:00Z\""));
    assert_non_null(strstr(text, "\"touchpoint\":\"store\",\"answers\":{},\"outcome\":\"middle\""));
    assert_non_null(strstr(text, "\"attributes\":{\"sex\":\"x\",\"age\":40.5},\"answers\":{\"food\":5,\"recommend\":10,"
                                 "\"felt\":{\"strongest\":\"trust\",\"all\":{\"trust\":3}},\"why\":\"-\"}"));
    /* again, in pieces of three bytes: every row is a repeat */
    int64_t before = number;
    progress = import_text(map_json, "7,01.07.2025 09:30,2,M,41,4,9,relief;joy,\"a\nb\"\r\n", 3);
    assert_int_equal(progress.taken, 1);
    assert_int_equal(number, before);
}

static void test_bad_rows_are_named(void **state)
{
    (void)state;
    struct import_progress progress = import_text(map_json,
                                                  "1,01.07.2025 09:30,1,M,41,7,9,,\n"     /* out of scale */
                                                  "2,01.07.2025 09:30,1,M,41,4\n"         /* columns */
                                                  "3,31.02.2025 09:30,1,M,41,4,9,,\n"     /* no such day */
                                                  ",01.07.2025 09:30,1,M,41,4,9,,\n"      /* key */
                                                  "5,01.07.2025 09:30,1,M,old,4,9,,\n"    /* number */
                                                  "6,01.07.2025 09:30,1,M,41,4,9,rage,\n" /* emotion */
                                                  "7,01.07.2027 09:30,1,M,41,4,9,,\n"     /* future */
                                                  "8,01.07.2025 09:30,1,M\xff,41,4,9,,\n" /* bytes */
                                                  "9,01.07.2025 09:30,1,M\"x,41,4,9,,\n"  /* quote */
                                                  "10,01.07.2025 09:30,english,M,41,4,9,,\n"
                                                  "11,01.07.2025 09:30,1,M,41,x,9,,\n"
                                                  "12,01.07.2025 09:30,1,M,41,4,9,,fine\n",
                                                  0);
    static const char *const expected[] = {"2 Food: ",     "3 : The row has 6 columns, the header 9.",
                                           "4 When: ",     "5 : The key is empty.",
                                           "6 Age: ",      "7 Felt: ",
                                           "8 When: ",     "9 Sex: The text is not valid UTF-8.",
                                           "10 : A quote", "11 Lang: ",
                                           "12 Food: "};
    static const char *const words[] = {"out_of_scale", "wrong_count",      "not_a_moment",  "key_empty",
                                        "not_a_number", "unknown_emotion",  "in_the_future", "not_utf8",
                                        "stray_quote",  "unknown_language", "not_an_integer"};
    const char *at = rejects.at;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        char word[40];
        snprintf(word, sizeof word, "[%s]", words[i]);
        at = strstr(at, word);
        if (!at)
            fail_msg("no \"%s\" in its place in:\n%s", word, rejects.at);
    }
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        if (!strstr(rejects.at, expected[i]))
            fail_msg("no \"%s\" in:\n%s", expected[i], rejects.at);
    assert_int_equal(progress.rows, 12);
    assert_int_equal(progress.taken, 1);
    assert_int_equal(progress.rejected, 11);
    assert_non_null(strstr(stored(), "fine"));
}

static void test_quote_never_closed(void **state)
{
    (void)state;
    struct import_progress progress = import_text(map_json, "1,01.07.2025 09:30,1,M,41,4,9,,ok\n2,01.07.2025 09:30,1,M,41,4,9,,\"oh", 0);
    assert_int_equal(progress.taken, 1);
    assert_non_null(strstr(rejects.at, "never closed"));
    struct buf endless = buf_new(4 << 20);
    buf_printf(&endless, "%s1,x,\"", header);
    while (endless.length < 2 << 20)
        buf_add_text(&endless, "words and words\n");
    struct file file = {.bytes = endless.at, .length = endless.length};
    assert_int_equal(run_file(map_of(tree_of(map_json)), &file, &progress), ERR_INVALID);
    assert_non_null(strstr(why.detail, "never closed"));
    buf_free(&endless);
}

static void test_refused_files(void **state)
{
    (void)state;
    struct import_progress progress;
    struct import_map *map = map_of(tree_of(map_json));
    static const struct {
        const char *bytes;
        size_t length;
        const char *says;
    } cases[] = {{"Id,When,Lang,Sex,Age,Food,Rec,Why\n", 34, "\"Felt\""},
                 {"", 0, "header"},
                 {"\xff\xfeI\0d\0", 6, "UTF-16"},
                 {"\x1f\x8b\x08\0nonsense", 12, "damaged"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct file file = {.bytes = cases[i].bytes, .length = cases[i].length};
        assert_int_equal(run_file(map, &file, &progress), ERR_INVALID);
        assert_non_null(strstr(why.detail, cases[i].says));
    }
}

static const char brands_map[] =
    "{\"survey\":{\"slug\":\"visit\",\"title\":{\"en\":\"B\"},\"languages\":[\"en\"],\"questions\":[{\"id\":\"q\",\"type\":\"choices\","
    "\"text\":{\"en\":\"?\"},\"choices\":[{\"id\":\"acme\",\"text\":{\"en\":\"A\"}},{\"id\":\"bolt\",\"text\":{\"en\":\"B\"}},"
    "{\"id\":\"core\",\"text\":{\"en\":\"C\"}}]},{\"id\":\"one\",\"type\":\"choice\",\"text\":{\"en\":\"?\"},\"choices\":[{\"id\":\"a\","
    "\"text\":{\"en\":\"A\"}},{\"id\":\"b\",\"text\":{\"en\":\"B\"}}]}]},\"skip\":1,\"key\":\"Id\",\"answers\":{\"%s\":{\"columns\":{"
    "\"acme\":\"A\",\"%s\":\"B\",\"core\":\"C\"},\"missing\":[\"9\"]}}}";

static enum err run_brands(const char *question, const char *choice, const char *bytes, struct import_progress *progress)
{
    struct file file = {.bytes = bytes, .length = strlen(bytes)};
    return run_file(map_of(tree_of(arena_printf(arena, brands_map, question, choice))), &file, progress);
}

/* Several choices in a column each, and a row behind the header that explains the columns. */
static void test_choices_in_columns(void **state)
{
    (void)state;
    struct import_progress progress;
    static const char bytes[] = "Id,A,B,C\nWhich?,Acme,Bolt,Core\n1,1,,2\n2,0,Y,no\n3,,,\n4,N,FALSE,9\n5,9,bolt,Core\n";
    assert_int_equal(run_brands("q", "bolt", bytes, &progress), ERR_NONE);
    assert_int_equal(progress.taken, 5);
    static const char *const expected[] = {"{\"q\":[\"acme\",\"core\"]}", "{\"q\":[\"bolt\"]}", "{}", "{}", "{\"q\":[\"bolt\",\"core\"]}"};
    const char *all = stored();
    for (size_t i = 0; i < 5; i++) {
        const char *answers = strstr(all, "\"answers\":");
        if (!answers || strncmp(answers + 10, expected[i], strlen(expected[i])) != 0)
            fail_msg("%zu: %s", i + 1, all);
        all = answers + 10;
    }
    assert_int_equal(run_brands("one", "b", bytes, &progress), ERR_INVALID);
    assert_string_equal(why.slug, "not_for_type");
    assert_int_equal(run_brands("q", "dash", bytes, &progress), ERR_INVALID);
    assert_string_equal(why.slug, "unknown_choice");
    assert_int_equal(run_brands("q", "bolt", "Id,A,B\n", &progress), ERR_INVALID);
    assert_string_equal(why.slug, "missing_column");
}

static void assert_map_refused(const char *text, const char *slug, const char *field)
{
    struct import_map *map;
    assert_int_equal(import_map_read(arena, IMPORT_RESPONSES, tree_of(text), &map, &why), ERR_INVALID);
    assert_string_equal(why.slug, slug);
    assert_string_equal(why.field, field);
}

static void test_refused_maps(void **state)
{
    (void)state;
    assert_map_refused("{}", "required", "survey.slug");
    assert_map_refused("{\"survey\":{\"slug\":\"s\"},\"colour\":1}", "unknown_field", "colour");
    assert_map_refused("{\"survey\":{\"slug\":\"s\"},\"delimiter\":\"ab\"}", "wrong_length", "delimiter");
    assert_map_refused("{\"survey\":{\"slug\":\"s\"},\"encoding\":\"ebcdic\"}", "unknown_value", "encoding");
    assert_map_refused("{\"survey\":{\"slug\":\"s\"},\"at\":{}}", "required", "at.column");
    assert_map_refused("{\"survey\":{\"slug\":\"s\"},\"answers\":{\"q\":{\"column\":\"a\",\"value\":\"b\"}}}", "required",
                       "answers.q.column");
    assert_map_refused("{\"survey\":{\"slug\":\"s\"},\"answers\":{\"q\":{\"column\":\"a\",\"missing\":[0]}}}", "not_a_text",
                       "answers.q.missing");
    assert_map_refused("{\"survey\":{\"slug\":\"s\"},\"attributes\":{\"q\":{\"column\":\"a\",\"mapp\":{}}}}", "unknown_field",
                       "attributes.q.mapp");
    assert_map_refused("{\"survey\":{\"slug\":\"s\"},\"answers\":{\"q\":{\"column\":\"a\",\"columns\":{\"x\":\"b\"}}}}", "required",
                       "answers.q.column");
    assert_map_refused("{\"survey\":{\"slug\":\"s\"},\"answers\":{\"q\":{\"columns\":{}}}}", "not_an_object", "answers.q.columns");
    assert_map_refused("{\"survey\":{\"slug\":\"s\"},\"answers\":{\"q\":{\"columns\":{\"x\":1}}}}", "not_a_text", "answers.q.columns");
    assert_map_refused("{\"survey\":{\"slug\":\"s\"},\"at\":{\"columns\":{\"x\":\"a\"}}}", "not_for_type", "at.columns");
    assert_map_refused("{\"survey\":{\"slug\":\"s\"},\"skip\":11}", "out_of_range", "skip");
    assert_map_refused("{\"survey\":{\"slug\":\"s\"},\"skip\":true}", "out_of_range", "skip");
    struct import_map *map;
    struct fact *facts;
    size_t count;
    assert_int_equal(import_map_read(arena, IMPORT_RESPONSES, tree_of("{\"survey\":{\"slug\":\"nowhere\"}}"), &map, &why), ERR_NONE);
    assert_int_equal(import_prepare(listen, 1, map, IMPORT_SURVEY, arena, &facts, &count, &why), ERR_INVALID);
    assert_string_equal(why.slug, "unknown_survey");
}

static void test_encodings_and_gzip(void **state)
{
    (void)state;
    struct import_progress progress;
    json_t *windows = tree_of(map_json);
    json_object_set_new(windows, "encoding", json_string("windows-1252"));
    const char *text = arena_printf(arena, "%s1,01.07.2025 09:30,1,M,41,4,9,,Hyv\xe4 \x80\n", header);
    struct file file = {.bytes = text, .length = strlen(text)};
    assert_int_equal(run_file(map_of(windows), &file, &progress), ERR_NONE);
    assert_non_null(strstr(stored(), "Hyvä €"));

    text = arena_printf(arena, "\xef\xbb\xbf%s2,01.07.2025 09:30,1,M,41,4,9,,Merkki\n", header);
    file = (struct file){.bytes = text, .length = strlen(text)};
    assert_int_equal(run_file(map_of(tree_of(map_json)), &file, &progress), ERR_NONE);
    assert_non_null(strstr(stored(), "Merkki"));

    struct buf many = buf_new(8 << 20);
    buf_add_text(&many, header);
    for (int i = 0; i < 2500; i++)
        buf_printf(&many, "z%d,01.07.2025 09:30,1,M,%d,%d,%d,,\n", i, i, i % 5 + 1, i % 11);
    static unsigned char packed[1 << 20];
    z_stream deflater = {.next_in = (Bytef *)many.at, .avail_in = (uInt)many.length, .next_out = packed, .avail_out = sizeof packed};
    assert_int_equal(deflateInit2(&deflater, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    assert_int_equal(deflate(&deflater, Z_FINISH), Z_STREAM_END);
    file = (struct file){.bytes = (char *)packed, .length = deflater.total_out, .most = 1000};
    assert_int_equal(run_file(map_of(tree_of(map_json)), &file, &progress), ERR_NONE);
    assert_int_equal(progress.taken, 2500);
    assert_int_equal(progress.bytes_read, deflater.total_out);
    file = (struct file){.bytes = (char *)packed, .length = deflater.total_out - 20};
    assert_int_equal(run_file(map_of(tree_of(map_json)), &file, &progress), ERR_INVALID);
    deflateEnd(&deflater);
    buf_free(&many);
}

static void test_times(void **state)
{
    (void)state;
    struct zone *helsinki = zone_open(STR("Europe/Helsinki"));
    int64_t at_ms;
    assert_true(import_time(STR("2026-03-01"), STR("%Y-%m-%d"), helsinki, &at_ms));
    assert_int_equal(at_ms, 1772316000000);
    assert_true(import_time(STR("7/1/2025 1:05 PM"), STR("%m/%d/%Y %I:%M %p"), helsinki, &at_ms));
    assert_int_equal(at_ms, 1751364300000);
    assert_true(import_time(STR("2026-03-01T08:00:00Z"), STR(""), helsinki, &at_ms));
    assert_false(import_time(STR("2026-03-01 x"), STR("%Y-%m-%d"), helsinki, &at_ms));
    assert_false(import_time(STR("2026-13-01"), STR("%Y-%m-%d"), helsinki, &at_ms));
    assert_false(import_time(STR("2026-03"), STR("%Y-%m-%d"), helsinki, &at_ms));
    zone_close(helsinki);
}

static void test_export(void **state)
{
    (void)state;
    import_text(map_json,
                "1,01.07.2025 09:30,1,M,41,4,9,relief;joy,\"=1+1, \"\"x\"\"\"\n"
                "2,01.07.2025 09:30,1,M,-5,,,,-12\n",
                0);
    struct export *export;
    struct buf out = buf_new(1 << 20);
    bool more;
    assert_int_equal(export_open(listen, store, 1, listen_survey(listen, 1, STR("visit")), &(struct export_options){.with_customer = true},
                                 &export, &why),
                     ERR_NONE);
    assert_int_equal(export_look(export, store), ERR_NONE);
    assert_int_equal(export_next(export, store, &out, &more), ERR_NONE);
    assert_false(more);
    export_close(export);
    const char *expected =
        "id,at,received_at,survey,version,channel,language,touchpoint,unit,customer,outcome,attributes.age,attributes.sex,"
        "answers.food,answers.recommend,answers.felt.strongest,answers.felt.all,answers.why\r\n"
        "5,2025-07-01T06:30:00Z,2026-03-01T10:00:00Z,visit,1,paper,en,store,,,good,41,male,4,9,,\"joy:3;relief:3\","
        "\"'=1+1, \"\"x\"\"\"\r\n"
        "6,2025-07-01T06:30:00Z,2026-03-01T10:00:00Z,visit,1,paper,en,store,,,middle,-5,male,,,,,-12\r\n";
    assert_string_equal(out.at, expected);
    buf_free(&out);
}

static void test_export_pages(void **state)
{
    (void)state;
    struct buf rows = buf_new(1 << 20), out = buf_new(4 << 20);
    for (int i = 0; i < 1200; i++)
        buf_printf(&rows, "%d,01.07.2025 09:30,1,M,41,4,9,,\n", i);
    import_text(map_json, rows.at, 0);
    struct export *export;
    bool more = true;
    int pages = 0, lines = 0;
    assert_int_equal(export_open(listen, store, 1, listen_survey(listen, 1, STR("visit")), &(struct export_options){0}, &export, &why),
                     ERR_NONE);
    assert_int_equal(export_look(export, store), ERR_NONE);
    for (; more; pages++)
        assert_int_equal(export_next(export, store, &out, &more), ERR_NONE);
    export_close(export);
    for (size_t i = 0; i < out.length; i++)
        lines += out.at[i] == '\n';
    assert_int_equal(pages, 3);
    assert_int_equal(lines, 1201);
    buf_free(&rows);
    buf_free(&out);
}

/* ---- the real files ---- */

static FILE *data_open(const char *name)
{
    char path[512];
    const char *folder = getenv("KUULO_DATA");
    for (int up = 0; up < 4; up++) {
        static const char *const tries[] = {"../shared/data", "../../shared/data", "../../../shared/data", "../../../../shared/data"};
        snprintf(path, sizeof path, "%s/%s", folder ? folder : tries[up], name);
        FILE *file = fopen(path, "rb");
        if (file)
            return file;
    }
    return NULL;
}

static void test_real_files(void **state)
{
    (void)state;
    static const struct {
        const char *map, *file;
        int64_t rows;
    } cases[] = {{"airline", "airline-satisfaction/passengers.csv.gz", 18206},
                 {"sfo-2011", "sfo-airport-survey/sfo_2011.csv", 3872},
                 {"sfo-2013", "sfo-airport-survey/sfo_2013.csv", 3535},
                 {"sfo-2015", "sfo-airport-survey/sfo_2015.csv", 2958},
                 {"sfo-2017", "sfo-airport-survey/sfo_2017.csv", 1996}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char path[600];
        json_error_t error;
        struct import_progress progress;
        FILE *disk = data_open(cases[i].file);
        if (!disk) {
            print_message("skipped: the data folder is not here (KUULO_DATA names it)\n");
            skip();
        }
        snprintf(path, sizeof path, "%s/%s.json", access("docs/guide/maps", R_OK) == 0 ? "docs/guide/maps" : "../docs/guide/maps",
                 cases[i].map);
        json_t *map = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
        if (!map)
            fail_msg("%s: %s", path, error.text);
        struct file file = {.disk = disk};
        assert_int_equal(run_file(map_of(map), &file, &progress), ERR_NONE);
        assert_int_equal(progress.rows, cases[i].rows);
        assert_int_equal(progress.taken, cases[i].rows);
        json_decref(map);
        fclose(disk);
    }
}

/* A file of nothing but refused rows must not pile them up in one batch's memory. */
static void test_refused_rows_end_a_batch(void **state)
{
    (void)state;
    struct buf text = buf_new(1 << 20);
    buf_add_text(&text, header);
    for (int i = 0; i < 2500; i++)
        buf_printf(&text, "%d,never,1,M,40,4,9,,\n", i);
    struct file file = {.bytes = text.at, .length = text.length};
    struct import_config config = {listen, 1, now_ms, map_of(tree_of(map_json)), read_file, NULL, &file, NULL};
    struct import *import;
    struct response_given *given;
    size_t count;
    bool more = true;
    int batches = 0;
    assert_int_equal(import_open(&config, &import, &why), ERR_NONE);
    while (more) {
        assert_int_equal(import_next(import, arena, &given, &count, &more, &why), ERR_NONE);
        assert_int_equal(count, 0);
        batches++;
        assert_true(import_progress(import).rows <= batches * IMPORT_BATCH);
    }
    assert_int_equal(import_progress(import).rejected, 2500);
    assert_true(batches >= 3);
    import_close(import);
    buf_free(&text);
}

#define CASE(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_rows_become_responses),
        CASE(test_bad_rows_are_named),
        CASE(test_quote_never_closed),
        CASE(test_refused_rows_end_a_batch),
        CASE(test_refused_files),
        CASE(test_choices_in_columns),
        CASE(test_refused_maps),
        CASE(test_encodings_and_gzip),
        CASE(test_times),
        CASE(test_export),
        CASE(test_export_pages),
        CASE(test_real_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
