// The floor of scripts/bench-fanout: what the kernel alone costs.
//
// Accepts, answers every request with one fixed head, and for each event makes one send of the
// same bytes to every subscriber in turn. No parsing, no limits, no errors. A request that has a
// Last-Event-ID gets all events but the first, as they are in memory.
//
//   floor PORT      obeys the same lines of stdin as FanoutServer
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { most = 65536 };
static int subscribers[most], count, listener, poller;
static long lost;
static char *history;        // the frames of all events but the first
static long kept, room;      // its bytes, and its size
static long resumed[most];   // by descriptor: how much of it is written, where there is more to come
static const char head[] =
    "HTTP/1.1 200 OK\r\ncache-control: no-cache\r\n"
    "content-type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n";

static long long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void watch(int fd) {
  struct epoll_event e = {.events = EPOLLIN, .data.fd = fd};
  epoll_ctl(poller, EPOLL_CTL_ADD, fd, &e);
}

static void leave(int fd) {
  for (int i = 0; i < count; i++)
    if (subscribers[i] == fd) {
      subscribers[i] = subscribers[--count];
      break;
    }
  close(fd);
}

static void resume(int fd) {
  while (resumed[fd] < kept) {
    long size = send(fd, history + resumed[fd], kept - resumed[fd], MSG_NOSIGNAL | MSG_DONTWAIT);
    if (size < 0) break;
    resumed[fd] += size;
  }
  struct epoll_event e = {.events = EPOLLIN | (resumed[fd] < kept ? EPOLLOUT : 0), .data.fd = fd};
  epoll_ctl(poller, EPOLL_CTL_MOD, fd, &e);
}

static void serve(int fd) {
  char request[4096];
  long size;
  if (fd == listener) {
    int one = 1, peer;
    while ((peer = accept4(listener, 0, 0, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
      setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
      watch(peer);
    }
  } else if ((size = read(fd, request, sizeof request)) <= 0) {
    leave(fd);
  } else {
    send(fd, head, sizeof head - 1, MSG_NOSIGNAL);
    subscribers[count++] = fd;
    resumed[fd] = 0;
    if (kept && memmem(request, size, "Last-Event-ID:", 14)) resume(fd);
  }
}

static void publish(long id, long long due) {
  char text[256], frame[300];
  int length = snprintf(text, sizeof text, "id: %ld\nevent: update\ndata: %lld ", id, due);
  int digits = snprintf(0, 0, "%lld", due);
  memset(text + length, 'x', 89 - digits);
  length += 89 - digits;
  text[length++] = '\n', text[length++] = '\n';
  int size = snprintf(frame, sizeof frame, "%x\r\n%.*s\r\n", length, length, text);
  if (id > 1) {
    if (kept + size > room) history = realloc(history, room = 2 * (kept + size));
    memcpy(history + kept, frame, size);
    kept += size;
  }
  for (int i = 0; i < count; i++)
    if (send(subscribers[i], frame, size, MSG_NOSIGNAL | MSG_DONTWAIT) != size) lost++;
}

int main(int argc, char **argv) {
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  poller = epoll_create1(0);
  listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  int one = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(argc > 1 ? atoi(argv[1]) : 0)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(listener, (void *)&address, size) || listen(listener, 4096)) return perror("bind"), 1;
  getsockname(listener, (void *)&address, &size);
  printf("listening %d\n", ntohs(address.sin_port));
  fflush(stdout);
  watch(listener);
  watch(0);
  long id = 0, left = 0, rate = 0, sent = 0;
  long long start = 0;
  for (;;) {
    long long due = left ? (rate ? start + sent * 1000000000LL / rate : now()) : 0;
    long long wait = left ? (due - now()) : -1;
    struct epoll_event events[256];
    int timeout = left ? (wait > 0 ? (int)(wait / 1000000) : 0) : -1;
    int ready = epoll_wait(poller, events, 256, timeout);
    for (int i = 0; i < ready; i++) {
      if (events[i].events & EPOLLOUT) {
        resume(events[i].data.fd);
        continue;
      }
      if (events[i].data.fd) {
        serve(events[i].data.fd);
        continue;
      }
      char line[64] = {0};
      if (read(0, line, sizeof line - 1) <= 0 || sscanf(line, "go %ld %ld", &rate, &left) != 2) return 0;
      start = now(), sent = 0;
    }
    if (left && (!rate || now() >= start + sent * 1000000000LL / rate)) {
      publish(++id, rate ? start + sent * 1000000000LL / rate : now());
      sent++;
      if (--left == 0) {
        printf("done %ld\n", lost);
        fflush(stdout);
      }
    }
  }
}
