/* What /proc/self/smaps says of a mapping. */
#ifndef SMAPS_H
#define SMAPS_H

#include "specimen.h"

/* The rest of the line that begins with key, of the mapping that begins at memory. */
static inline const char *smaps(const void *memory, const char *key)
{
    static char line[512];
    char start[32];
    int inside = 0;
    FILE *file = fopen("/proc/self/smaps", "r");
    check(file != NULL, "smaps: %s", strerror(errno));
    snprintf(start, sizeof start, "%lx-", (unsigned long)memory);
    while (fgets(line, sizeof line, file)) {
        if (!strncmp(line, start, strlen(start)))
            inside = 1;
        if (inside && !strncmp(line, key, strlen(key))) {
            fclose(file);
            return line + strlen(key);
        }
    }
    fail("no %s of a mapping at %p", key, memory);
}

#endif
