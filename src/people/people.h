/* People: accounts and roles, sessions, API keys, units. (Being built; the verbs are the contract with flow.) */
#pragma once
#include "fact/fact.h"
#include "port/store.h"

struct people;

enum err people_open(struct store *store, struct people **people, struct fault *why) must_check;
void people_close(struct people *people);
enum err people_store(struct people *people, struct store *store, struct fact *fact, struct arena *arena, struct fault *why) must_check;
void people_apply(struct people *people, const struct fact *fact);
