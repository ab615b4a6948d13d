// What Linux has and Swift's Glibc module does not show: epoll, eventfd, accept4, pipe2.
#ifndef SSE_EPOLL_H
#define SSE_EPOLL_H

#include <stdbool.h>
#include <stdint.h>

/// What a descriptor that is watched can do.
struct sse_ready {
  /// By which it was given to be watched.
  uint64_t token;
  /// There is something to read, an end or an error perhaps.
  bool reading;
  /// Its buffer takes more.
  bool writing;
  /// The peer has said all, or the connection is broken.
  bool ended;
};

/// An epoll, closed in every program that this one starts; -1 and errno on failure.
int sse_epoll_create(void);
/// Watches `descriptor` (`again`: it is watched already) for reading or, if `writing`, for writing.
int sse_epoll_watch(int poller, int descriptor, int again, int writing, uint64_t token);
/// Waits and writes the tokens of what is ready; returns how many, or -1 and errno.
int sse_epoll_wait(int poller, uint64_t *tokens, int capacity, int milliseconds);
/// Watches `descriptor` (`again`: it is watched already) for what is new: bytes to read, the end and,
/// if `writing`, room after there was none. Told once each time (EPOLLET).
int sse_epoll_follow(int poller, int descriptor, int again, int writing, uint64_t token);
/// Watches `descriptor` until there is something to read, and then no more until `again`.
int sse_epoll_once(int poller, int descriptor, int again, uint64_t token);
/// Watches `descriptor` no more.
int sse_epoll_forget(int poller, int descriptor);
/// Waits and writes what is ready; returns how many, or -1 and errno.
int sse_epoll_ready(int poller, struct sse_ready *ready, int capacity, int milliseconds);
/// Takes a connection, not blocking, closed in every program that this one starts; -1 and errno.
int sse_accept(int listener);
/// A counter that can be watched, closed in every program that this one starts.
int sse_event_counter(void);
/// A pipe, closed in every program that this one starts.
int sse_pipe(int ends[2]);

#endif
