/* A workspace for benches: a temporary data folder with touchpoints, a survey and customers, opened as the server opens it, and fed with
 * made-up answers through the same apply. Answers are not stored as rows: what is measured is the engine's memory and its questions.
 *
 * Threads: feeding excludes asking by the same kind of lock as the turn's (flow/inside.h): writers first. */
#pragma once
#include "cli/bench_answers.h"
#include "understand/understand.h"

enum bench_question { BENCH_Q1, BENCH_Q2, BENCH_Q3, BENCH_Q4, BENCH_Q5, BENCH_Q6, BENCH_QUESTIONS };
enum {
    BENCH_WORST = 100,
    BENCH_WORST_N_MIN = 3,
    BENCH_SEGMENT_LOW = 50,
    BENCH_SEGMENT_HIGH = 99,
    BENCH_CHANNEL_A = 2,
    BENCH_CHANNEL_B = 5
};
const char *bench_question_text(enum bench_question question);
/* Bytes of the columns the question cannot do without, as they lie in memory. */
double bench_question_bytes(enum bench_question question, uint64_t answers, uint64_t in_last_quarter);

struct bench_house;
/* Answers 0 … planned−1 are the three years; more may follow. NULL after telling why not. `threads`: of each question. */
struct bench_house *bench_house_open(uint64_t planned, size_t threads);
void bench_house_close(struct bench_house *house); /* removes the folder; NULL is fine */
/* The next `count` answers, in turns of at most `turn`: each made before the lock is taken, and applied under it. */
void bench_house_feed(struct bench_house *house, uint64_t count, size_t turn);
uint64_t bench_house_fed(const struct bench_house *house);
const struct bench_chances *bench_house_chances(const struct bench_house *house);
/* The question as the API asks it, its answer as JSON (schema Metrics). *waited_us (may be NULL): until the lock was had. */
enum err bench_house_ask(struct bench_house *house, enum bench_question question, struct buf *out, int64_t *waited_us,
                         struct fault *why) must_check;
/* The figures are written to the disk as a server writes them, aside: others may feed and ask meanwhile. How long it kept the lock from
 * whoever feeds, in microseconds, at worst. */
int64_t bench_house_keep(struct bench_house *house);
/* As at a stop and a start. False with a sentence on standard error. */
bool bench_house_reopen(struct bench_house *house, size_t threads, double *open_ms);
size_t bench_house_bytes(const struct bench_house *house); /* of the engine's columns */
