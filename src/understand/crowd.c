#include "understand/crowd.h"

#include <stdlib.h>
#include <string.h>

/* The finaliser of splitmix64 (Steele, Lea, Flood 2014). */
static uint64_t mixed(int64_t person)
{
    uint64_t x = (uint64_t)person + 0x9e3779b97f4a7c15ull;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
    return x ^ (x >> 31);
}

void crowd_open(struct crowd *crowd, size_t width, size_t cells_max)
{
    must(width > 0);
    *crowd = (struct crowd){.width = width, .most = cells_max / width > 2 ? cells_max / width : 2};
}

void crowd_close(struct crowd *crowd)
{
    free(crowd->people);
    free(crowd->sums);
    free(crowd->counts);
    free(crowd->places);
}

double crowd_share(const struct crowd *crowd)
{
    return 1.0 / (double)(1ull << crowd->halved);
}

bool crowd_keeps(const struct crowd *crowd, int64_t person)
{
    return crowd->halved == 0 || mixed(person) >> (64 - crowd->halved) == 0;
}

static void place_put(struct crowd *crowd, size_t at)
{
    size_t mask = crowd->places_size - 1, i = (size_t)mixed(crowd->people[at]) & mask;
    while (crowd->places[i])
        i = (i + 1) & mask;
    crowd->places[i] = (uint32_t)(at + 1);
}

static enum err places_make(struct crowd *crowd, size_t size)
{
    uint32_t *places = calloc(size, sizeof *places);
    if (!places)
        return ERR_MEMORY;
    free(crowd->places);
    crowd->places = places;
    crowd->places_size = size;
    for (size_t i = 0; i < crowd->count; i++)
        place_put(crowd, i);
    return ERR_NONE;
}

static bool grown(void *array, size_t count, size_t size)
{
    void *more = realloc(*(void **)array, count * size);
    if (more)
        *(void **)array = more;
    return more != NULL;
}

static enum err grow(struct crowd *crowd)
{
    size_t capacity = crowd->capacity ? 2 * crowd->capacity : 256;
    if (capacity > crowd->most)
        capacity = crowd->most;
    if (!grown(&crowd->people, capacity, sizeof *crowd->people) || !grown(&crowd->sums, capacity * crowd->width, sizeof *crowd->sums) ||
        !grown(&crowd->counts, capacity * crowd->width, sizeof *crowd->counts))
        return ERR_MEMORY;
    crowd->capacity = capacity;
    return capacity * 2 > crowd->places_size ? places_make(crowd, crowd->places_size ? crowd->places_size * 2 : 1024) : ERR_NONE;
}

/* Lets every second go. */
static enum err halve(struct crowd *crowd)
{
    size_t kept = 0;
    crowd->halved++;
    for (size_t i = 0; i < crowd->count; i++) {
        if (!crowd_keeps(crowd, crowd->people[i]))
            continue;
        crowd->people[kept] = crowd->people[i];
        memmove(crowd->sums + kept * crowd->width, crowd->sums + i * crowd->width, crowd->width * sizeof *crowd->sums);
        memmove(crowd->counts + kept * crowd->width, crowd->counts + i * crowd->width, crowd->width * sizeof *crowd->counts);
        kept++;
    }
    crowd->count = kept;
    return places_make(crowd, crowd->places_size);
}

static size_t place_of(const struct crowd *crowd, int64_t person)
{
    size_t mask = crowd->places_size - 1;
    for (size_t i = (size_t)mixed(person) & mask; crowd->places_size && crowd->places[i]; i = (i + 1) & mask)
        if (crowd->people[crowd->places[i] - 1] == person)
            return crowd->places[i] - 1;
    return SIZE_MAX;
}

static enum err person_new(struct crowd *crowd, int64_t person, size_t *at)
{
    enum err err = ERR_NONE;
    while (crowd->count == crowd->most && crowd_keeps(crowd, person) && err == ERR_NONE)
        err = halve(crowd);
    *at = SIZE_MAX;
    if (err != ERR_NONE || !crowd_keeps(crowd, person))
        return err;
    if (crowd->count == crowd->capacity)
        err = grow(crowd);
    if (err != ERR_NONE)
        return err;
    *at = crowd->count++;
    crowd->people[*at] = person;
    memset(crowd->sums + *at * crowd->width, 0, crowd->width * sizeof *crowd->sums);
    memset(crowd->counts + *at * crowd->width, 0, crowd->width * sizeof *crowd->counts);
    place_put(crowd, *at);
    return ERR_NONE;
}

enum err crowd_add(struct crowd *crowd, int64_t person, size_t figure, double value)
{
    if (!crowd_keeps(crowd, person))
        return ERR_NONE;
    size_t at = place_of(crowd, person);
    enum err err = at == SIZE_MAX ? person_new(crowd, person, &at) : ERR_NONE;
    if (err != ERR_NONE || at == SIZE_MAX)
        return err;
    crowd->sums[at * crowd->width + figure] += value;
    crowd->counts[at * crowd->width + figure]++;
    return ERR_NONE;
}
