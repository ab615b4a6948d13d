// A program on a terminal of its own, for tests: Swift can neither fork nor see forkpty.
#ifndef SSE_PSEUDO_TERMINAL_H
#define SSE_PSEUDO_TERMINAL_H

#include <sys/types.h>

/// Starts `argv[0]` on a new terminal of this size; gives our end of it, or -1.
int sse_spawn_on_terminal(
    char *const argv[], char *const envp[], int columns, int rows, pid_t *child);

#endif
