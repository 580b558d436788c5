/* For the crash test only: an SQLite file system that keeps unsynced bytes to itself.
 *
 * What is written stays in this process's memory until the file is synced; reads see it. When the process is killed, everything unsynced is
 * gone, as after a power cut. A sync hands the kept pieces to the real file in a shuffled order, sector by sector, so that a kill in the
 * middle of it leaves torn and reordered writes. */
#pragma once
#include "base/err.h"

/* Registers the file system "powercut" with SQLite, once; later calls do nothing. Any thread. */
enum err powercut_register(void) must_check;
