/* A child that reads for us: what becomes of one that crashes, hangs, breaks off or says too much. This program is its own child: main
 * looks at the word. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "port/child.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATIENT_S = 30, ALL = 4 << 20 };

/* ---- the child ---- */

static int count_bytes(void)
{
    struct buf bytes;
    char text[40];
    if (child_input(ALL, &bytes) != ERR_NONE)
        return 1;
    snprintf(text, sizeof text, "%zu bytes", bytes.length);
    buf_free(&bytes);
    return child_say(STR("read:")) == ERR_NONE && child_say(str_of(text)) == ERR_NONE ? 0 : 1;
}

static int say_without_end(void)
{
    static char much[1 << 16];
    memset(much, 'x', sizeof much);
    while (write(1, much, sizeof much) > 0)
        continue;
    return 0;
}

static int act(const char *word)
{
    if (strcmp(word, "count") == 0)
        return count_bytes();
    if (strcmp(word, "endless") == 0)
        return say_without_end();
    (void)!write(1, "a line\nhalf", strcmp(word, "break-off") == 0 ? 11 : 7);
    if (strcmp(word, "crash") == 0) {
        signal(SIGSEGV, SIG_DFL); /* not the sanitizer's */
        raise(SIGSEGV);
    }
    while (strcmp(word, "hang") == 0)
        pause();
    return strcmp(word, "refuse") == 0 ? 3 : 0;
}

/* ---- its parent ---- */

/* Reads to the end; returns how that went and counts the lines. */
static enum err listen_to(const char *word, struct str bytes, int idle_s, int *lines, struct str *last)
{
    struct child *child;
    struct str line;
    bool end = false;
    static char kept[100];
    *lines = 0;
    assert_int_equal(child_open(word, bytes, idle_s, &child), ERR_NONE);
    enum err err = child_line(child, &line, &end);
    for (; err == ERR_NONE && !end; err = child_line(child, &line, &end), ++*lines) {
        *last = (struct str){kept, line.length < sizeof kept ? line.length : sizeof kept};
        memcpy(kept, line.at, last->length);
    }
    child_close(child);
    return err;
}

static void it_gets_every_byte_and_says_its_lines(void **state)
{
    (void)state;
    int lines;
    struct str last;
    char *much = malloc(3 << 20);
    memset(much, 7, 3 << 20);
    assert_int_equal(listen_to("count", (struct str){much, 3 << 20}, PATIENT_S, &lines, &last), ERR_NONE);
    assert_int_equal(lines, 2);
    assert_true(str_is(last, "3145728 bytes"));
    free(much);
}

static void what_ends_badly_is_never_taken_for_whole(void **state)
{
    (void)state;
    int lines;
    struct str last;
    const char *const bad[] = {"crash", "break-off", "refuse"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(listen_to(bad[i], STR("x"), PATIENT_S, &lines, &last), ERR_MALFORMED);
        assert_int_equal(lines, 1);
        assert_true(str_is(last, "a line"));
    }
}

static void one_that_hangs_is_ended(void **state)
{
    (void)state;
    int lines;
    struct str last;
    assert_int_equal(listen_to("hang", STR("x"), 1, &lines, &last), ERR_BUSY);
    assert_int_equal(lines, 1);
}

static void a_line_without_end_has_one(void **state)
{
    (void)state;
    int lines;
    struct str last;
    assert_int_equal(listen_to("endless", STR("x"), PATIENT_S, &lines, &last), ERR_TOO_LARGE);
    assert_int_equal(lines, 0);
}

int main(int count, char **arguments)
{
    if (count == 2)
        return act(arguments[1]);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_gets_every_byte_and_says_its_lines),
        cmocka_unit_test(what_ends_badly_is_never_taken_for_whole),
        cmocka_unit_test(one_that_hangs_is_ended),
        cmocka_unit_test(a_line_without_end_has_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
