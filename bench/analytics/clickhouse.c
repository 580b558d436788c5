/* ClickHouse over HTTP (bench/analytics/run starts it): two threads, one MergeTree table sorted by time, warm. */
#include "peer.h"
#include "base/str.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>

enum { FILL_ROWS = 500000, ANSWER_BYTES = 64 << 20, ROW_BYTES = 15 };
#define SCORE "100e0 * (toInt64(sumIf(c, nps >= 9)) - toInt64(sumIf(c, nps <= 6))) / sum(c)"
/* Rows of three: Int64, Int64, Float64. */
static const char *const clickhouse_questions[BENCH_QUESTIONS] = {
    [BENCH_Q1] = "SELECT toInt64(0), toInt64(sum(c)), " SCORE " FROM (SELECT nps, count() AS c FROM fact WHERE nps >= 0 GROUP BY nps)",
    [BENCH_Q2] = "SELECT toInt64(tp), toInt64(sum(c)), " SCORE
                 " FROM (SELECT tp, nps, count() AS c FROM fact WHERE nps >= 0 GROUP BY tp, nps) GROUP BY tp",
    [BENCH_Q3] = "SELECT toInt64((intDiv(m, 100) - 2023) * 12 + m % 100 - 1) * 40 + tp, toInt64(sum(c)), " SCORE
                 " FROM (SELECT toYYYYMM(given) AS m, tp, nps, count() AS c FROM fact WHERE nps >= 0 AND ch IN (2, 5) GROUP BY m, tp, nps) "
                 "GROUP BY m, tp",
    [BENCH_Q4] = "SELECT toInt64(seg) * 11 + nps, toInt64(count()), 0e0 FROM fact WHERE nps >= 0 AND given >= toDateTime(1759449600) GROUP "
                 "BY seg, nps",
    [BENCH_Q5] = "SELECT toInt64(cust), toInt64(n), score FROM (SELECT cust, count() AS n, 100e0 * (toInt64(countIf(nps >= 9)) - "
                 "toInt64(countIf(nps <= 6))) / count() AS score FROM fact WHERE nps >= 0 GROUP BY cust HAVING n >= 3 ORDER BY score, n "
                 "DESC, cust LIMIT 100)",
    [BENCH_Q6] = "SELECT toInt64(ch) * 40 + tp, toInt64(count()), avg(ces) FROM fact WHERE seg BETWEEN 50 AND 99 GROUP BY ch, tp",
};
static CURL *line;
static char address[200];

static size_t take(char *bytes, size_t size, size_t count, void *context)
{
    buf_add(context, bytes, size * count);
    return size * count;
}

static void statement_send(const struct buf *statement, struct buf *answer)
{
    long status = 0;
    buf_clear(answer);
    curl_easy_setopt(line, CURLOPT_URL, address);
    curl_easy_setopt(line, CURLOPT_PROXY, "");
    curl_easy_setopt(line, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)statement->length);
    curl_easy_setopt(line, CURLOPT_POSTFIELDS, statement->at);
    curl_easy_setopt(line, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(line, CURLOPT_WRITEDATA, answer);
    CURLcode code = curl_easy_perform(line);
    curl_easy_getinfo(line, CURLINFO_RESPONSE_CODE, &status);
    if (code != CURLE_OK || status != 200)
        peer_fail("clickhouse", code == CURLE_OK ? answer->at : curl_easy_strerror(code));
}

static void sql(const char *text)
{
    struct buf statement = buf_new(1 << 16), answer = buf_new(1 << 16);
    buf_add_text(&statement, text);
    statement_send(&statement, &answer);
    buf_free(&statement);
    buf_free(&answer);
}

static void row_add(struct buf *out, const struct bench_answer *answer)
{
    uint32_t at_s = (uint32_t)answer->at_s;
    uint16_t segment = answer->segment;
    buf_add(out, &at_s, 4);
    buf_add(out, &answer->touchpoint, 1);
    buf_add(out, &answer->channel, 1);
    buf_add(out, &segment, 2);
    buf_add(out, &answer->customer, 4);
    buf_add(out, &answer->nps, 1);
    buf_add(out, &answer->ces, 1);
    buf_add(out, &answer->feeling, 1);
}

static void clickhouse_fill(const struct bench_chances *chances, uint64_t answers, const char *directory)
{
    (void)directory;
    const char *port = getenv("CLICKHOUSE_PORT");
    line = curl_easy_init();
    if (!port || !line)
        peer_fail("clickhouse", "CLICKHOUSE_PORT does not say where it is");
    snprintf(address, sizeof address, "http://127.0.0.1:%s/?max_threads=2", port);
    sql("DROP TABLE IF EXISTS fact");
    sql("CREATE TABLE fact (given DateTime, tp UInt8, ch UInt8, seg UInt16, cust UInt32, nps Int8, ces Int8, felt UInt8) ENGINE = "
        "MergeTree "
        "PARTITION BY tuple() ORDER BY given");
    struct buf statement = buf_new((size_t)FILL_ROWS * ROW_BYTES + 100), answer = buf_new(1 << 16);
    for (uint64_t i = 0; i < answers;) {
        buf_clear(&statement);
        buf_add_text(&statement, "INSERT INTO fact FORMAT RowBinary\n");
        for (size_t rows = 0; rows < FILL_ROWS && i < answers; rows++, i++) {
            struct bench_answer made;
            bench_answer_make(chances, i, &made);
            row_add(&statement, &made);
        }
        statement_send(&statement, &answer);
    }
    buf_free(&statement);
    buf_free(&answer);
    sql("OPTIMIZE TABLE fact FINAL");
}

static void clickhouse_ask(enum bench_question question, struct peer_rows *rows)
{
    struct buf statement = buf_new(1 << 16), answer = buf_new(ANSWER_BYTES);
    buf_printf(&statement, "%s FORMAT RowBinary", clickhouse_questions[question]);
    statement_send(&statement, &answer);
    for (size_t at = 0; at + 24 <= answer.length; at += 24) {
        int64_t numbers[2];
        double value;
        memcpy(numbers, answer.at + at, 16);
        memcpy(&value, answer.at + at + 16, 8);
        peer_row_add(rows, numbers[0], numbers[1], value);
    }
    buf_free(&statement);
    buf_free(&answer);
}

const struct peer peer_clickhouse = {"ClickHouse", clickhouse_fill, clickhouse_ask};
