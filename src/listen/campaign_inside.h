/* What the files about campaigns share; nobody else includes this. */
#pragma once
#include "listen/campaign.h"

/* The definition of a row, into everything of *campaign that it tells; its survey's slug is there already. Lives in the arena. */
enum err campaign_read(struct str definition, struct arena *arena, struct campaign *campaign) must_check;
