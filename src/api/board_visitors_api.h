/* What the handlers of boards and of their visitors share. */
#pragma once
#include "api/call.h"
#include "understand/board_visitors.h"

/* ,"visitors":{…} of a board that visitors are let into, for those who manage; else nothing. */
enum err put_visitors(struct call *call, struct store *store, int64_t board_id, struct buf *out) must_check;
void board_answer(struct call *call, int status, int64_t id); /* the board with its tiles, as the caller sees it */
