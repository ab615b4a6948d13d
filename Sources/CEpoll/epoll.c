#define _GNU_SOURCE
#include "epoll.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum { events_at_once = 512 };

int sse_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

int sse_epoll_watch(int poller, int descriptor, int again, int writing, uint64_t token) {
  struct epoll_event event = {.events = writing ? EPOLLOUT : EPOLLIN, .data = {.u64 = token}};
  return epoll_ctl(poller, again ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, descriptor, &event);
}

int sse_epoll_wait(int poller, uint64_t *tokens, int capacity, int milliseconds) {
  struct epoll_event events[events_at_once];
  int most = capacity < events_at_once ? capacity : events_at_once;
  int count = epoll_wait(poller, events, most, milliseconds);
  for (int index = 0; index < count; index++) tokens[index] = events[index].data.u64;
  return count;
}

int sse_epoll_follow(int poller, int descriptor, int again, int writing, uint64_t token) {
  struct epoll_event event = {
    .events = EPOLLIN | EPOLLRDHUP | EPOLLET | (writing ? EPOLLOUT : 0), .data = {.u64 = token}};
  return epoll_ctl(poller, again ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, descriptor, &event);
}

int sse_epoll_once(int poller, int descriptor, int again, uint64_t token) {
  struct epoll_event event = {.events = EPOLLIN | EPOLLONESHOT, .data = {.u64 = token}};
  return epoll_ctl(poller, again ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, descriptor, &event);
}

int sse_epoll_forget(int poller, int descriptor) {
  return epoll_ctl(poller, EPOLL_CTL_DEL, descriptor, 0);
}

int sse_epoll_ready(int poller, struct sse_ready *ready, int capacity, int milliseconds) {
  struct epoll_event events[events_at_once];
  int most = capacity < events_at_once ? capacity : events_at_once;
  int count = epoll_wait(poller, events, most, milliseconds);
  for (int index = 0; index < count; index++) {
    uint32_t what = events[index].events;
    ready[index].token = events[index].data.u64;
    ready[index].reading = (what & ~EPOLLOUT) != 0;
    ready[index].writing = (what & EPOLLOUT) != 0;
    ready[index].ended = (what & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
  }
  return count;
}

int sse_accept(int listener) { return accept4(listener, 0, 0, SOCK_NONBLOCK | SOCK_CLOEXEC); }

int sse_event_counter(void) { return eventfd(0, EFD_CLOEXEC); }

int sse_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }
