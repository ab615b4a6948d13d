// The client side of scripts/bench-fanout: many streams, bounded, on loopback only.
//
//   load PORT PATH STREAMS EVENTS [poll|wait [LAST-EVENT-ID]]
//
// Opens STREAMS streams from several addresses of 127.0.0.0/8, prints "ready" when each has its
// 200, reads until every stream has had EVENTS events (or nothing came for 5 s), and prints one
// JSON object. The time of an event stands in its data; gaps and duplicates are counted by id.
// "poll" looks at the sockets every half millisecond, so that no wake-up is charged to a server
// that writes flat out; "wait" does not. With a LAST-EVENT-ID every stream resumes from there.
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

enum { most = 20000, bins = 200000, bin = 100000 /* ns */, held = 160 };
struct stream {
  long first, last, events;
  int length, answered;
  char line[held];
};
static struct stream *streams;
static long histogram[bins], deliveries, gaps, duplicates, answered;
static long long stamp;
static int ended;

static long long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static long number(const char *text, const char *end) {
  long value = 0;
  while (text < end && *text >= '0' && *text <= '9') value = value * 10 + (*text++ - '0');
  return value;
}

static void line(struct stream *s, const char *text, const char *end) {
  if (!s->answered) {
    if (end - text >= 12 && !memcmp(text, "HTTP/1.1 200", 12)) s->answered = 1, answered++;
  } else if (end - text > 4 && !memcmp(text, "id: ", 4)) {
    // Ours are EPOCH-NUMBER, and an epoch may begin with a digit; the floor's are numbers.
    const char *dash = memchr(text + 4, '-', end - text - 4);
    long id = number(dash ? dash + 1 : text + 4, end);
    if (s->last && id > s->last + 1) gaps += id - s->last - 1;
    if (s->last && id <= s->last) duplicates++;
    if (!s->first) s->first = id;
    s->last = id;
  } else if (end - text > 6 && !memcmp(text, "data: ", 6)) {
    long long late = (stamp - number(text + 6, end)) / bin;
    histogram[late < 0 ? 0 : late < bins ? late : bins - 1]++;
    s->events++, deliveries++;
  }
}

static void take(struct stream *s, const char *bytes, long size) {
  const char *end = bytes + size, *stop;
  while ((stop = memchr(bytes, '\n', end - bytes))) {
    if (s->length) {
      int more = stop - bytes < held - s->length ? stop - bytes : held - s->length;
      memcpy(s->line + s->length, bytes, more);
      line(s, s->line, s->line + s->length + more);
      s->length = 0;
    } else {
      line(s, bytes, stop);
    }
    bytes = stop + 1;
  }
  int rest = end - bytes < held - s->length ? end - bytes : held - s->length;
  memcpy(s->line + s->length, bytes, rest);
  s->length += rest;
}

static double percentile(double share) {
  long wanted = deliveries * share, sum = 0;
  for (long i = 0; i < bins; i++)
    if ((sum += histogram[i]) >= wanted && sum) return i * (bin / 1e6);
  return 0;
}

int main(int argc, char **argv) {
  if (argc < 5) return fprintf(stderr, "load PORT PATH STREAMS EVENTS [poll|wait [LAST-EVENT-ID]]\n"), 2;
  int port = atoi(argv[1]), wanted = atoi(argv[3]), polls = argc > 5 && !strcmp(argv[5], "poll");
  long events = atol(argv[4]);
  if (wanted < 1 || wanted > most) return fprintf(stderr, "1 to %d streams\n", most), 2;
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  streams = calloc(most + 64, sizeof *streams);
  int poller = epoll_create1(0);
  char request[256], *buffer = malloc(1 << 20);
  int size = snprintf(request, sizeof request,
                      "GET %s HTTP/1.1\r\nHost: localhost:%d\r\nAccept: text/event-stream\r\n%s%s%s\r\n", argv[2], port,
                      argc > 6 ? "Last-Event-ID: " : "", argc > 6 ? argv[6] : "", argc > 6 ? "\r\n" : "");
  struct epoll_event ready[512];
  long complete = 0;
  int opened = 0;
  long long began = now(), connected = 0, first = 0, last = now();
  while (complete < wanted && !ended) {
    for (int i = 0; opened < wanted && opened < answered + 256 && i < 64; i++, opened++) {
      int fd = socket(AF_INET, SOCK_STREAM, 0);
      if (fd < 0 || fd >= most + 64) return perror("socket"), 1;
      struct sockaddr_in from = {.sin_family = AF_INET}, to = {.sin_family = AF_INET, .sin_port = htons(port)};
      from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + opened / 4000);
      to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      int one = 1;
      setsockopt(fd, IPPROTO_IP, 24 /* IP_BIND_ADDRESS_NO_PORT */, &one, sizeof one);
      if (bind(fd, (void *)&from, sizeof from) || connect(fd, (void *)&to, sizeof to)) return perror("connect"), 1;
      if (send(fd, request, size, 0) != size) return perror("send"), 1;
      struct epoll_event e = {.events = EPOLLIN, .data.fd = fd};
      epoll_ctl(poller, EPOLL_CTL_ADD, fd, &e);
      last = now();
    }
    if (polls && connected) usleep(500);
    int count = epoll_wait(poller, ready, 512, opened < wanted || (polls && connected) ? 0 : 100);
    if (count) last = now();
    if (connected && first && !count && now() - last > 5000000000LL) break;
    if (!first && now() - last > 60000000000LL) break;
    for (int i = 0; i < count; i++) {
      int fd = ready[i].data.fd;
      struct stream *s = &streams[fd];
      long got = recv(fd, buffer, 1 << 20, MSG_DONTWAIT), before = s->events;
      if (got <= 0) {
        if (got < 0 && errno == EAGAIN) continue;
        ended++;
        break;
      }
      stamp = now();
      take(s, buffer, got);
      if (s->events && !first) first = stamp;
      if (before < events && s->events >= events) complete++;
    }
    if (!connected && answered == wanted) {
      connected = now();
      printf("ready %.3f\n", (connected - began) / 1e9);
      fflush(stdout);
    }
  }
  long total = 0;
  for (int i = 0; i < most + 64; i++) total += streams[i].events;
  printf("{\"streams\":%ld,\"deliveries\":%ld,\"missing\":%ld,\"gaps\":%ld,\"duplicates\":%ld,\"closed\":%d,"
         "\"seconds\":%.4f,\"p50\":%.1f,\"p99\":%.1f,\"max\":%.1f}\n",
         answered, total, wanted * events - total, gaps, duplicates, ended, (now() - first) / 1e9, percentile(.5),
         percentile(.99), percentile(1));
  return 0;
}
