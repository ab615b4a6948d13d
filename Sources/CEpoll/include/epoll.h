// What Linux has and Swift's Glibc module does not show: epoll, eventfd, pipe2.
#ifndef SSE_EPOLL_H
#define SSE_EPOLL_H

#include <stdint.h>

/// An epoll, closed in every program that this one starts; -1 and errno on failure.
int sse_epoll_create(void);
/// Watches `descriptor` (`again`: it is watched already) for reading or, if `writing`, for writing.
int sse_epoll_watch(int poller, int descriptor, int again, int writing, uint64_t token);
/// Waits and writes the tokens of what is ready; returns how many, or -1 and errno.
int sse_epoll_wait(int poller, uint64_t *tokens, int capacity, int milliseconds);
/// A counter that can be watched, closed in every program that this one starts.
int sse_event_counter(void);
/// A pipe, closed in every program that this one starts.
int sse_pipe(int ends[2]);

#endif
