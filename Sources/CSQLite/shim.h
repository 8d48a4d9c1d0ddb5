#include <sqlite3.h>

/// Has SQLite not count its memory: sqlite3_config takes a variable number of arguments, which Swift can't pass.
static inline int csqlite_count_no_memory(void) {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}
