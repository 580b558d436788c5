/* What the respondent's page and the API share of files given as answers. */
#pragma once
#include "listen/answer_file.h"
#include "port/random.h"

struct str file_id_draw(struct randomness *random, struct arena *arena) must_check; /* {NULL,0}: memory is out */
/* {"id","name","media_type","size"} */
void file_write(const struct file_changed *file, struct buf *out);
