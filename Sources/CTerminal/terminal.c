#define _GNU_SOURCE
#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>
#include <wctype.h>
#ifdef __APPLE__
#include <xlocale.h>
#endif

// MARK: UTF-8, whatever LANG says

static locale_t utf8_locale;
static pthread_once_t utf8_once = PTHREAD_ONCE_INIT;

static void make_utf8_locale(void) {
  utf8_locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
  if (!utf8_locale) utf8_locale = newlocale(LC_CTYPE_MASK, "en_US.UTF-8", (locale_t)0);
}

int sse_cell_width(uint32_t scalar) {
  pthread_once(&utf8_once, make_utf8_locale);
  if (!utf8_locale) return scalar < 0x7f ? 1 : -1;
  locale_t before = uselocale(utf8_locale);
  int width = wcwidth((wchar_t)scalar);
  uselocale(before);
  return width;
}

int sse_is_printable(uint32_t scalar) {
  pthread_once(&utf8_once, make_utf8_locale);
  if (!utf8_locale) return scalar >= 0x20 && scalar < 0x7f;
  return iswprint_l((wint_t)scalar, utf8_locale) != 0;
}

int sse_use_utf8_on_this_thread(void) {
  pthread_once(&utf8_once, make_utf8_locale);
  return utf8_locale && uselocale(utf8_locale) ? 0 : -1;
}

int sse_wake_pipe(int ends[2]) {
  if (pipe(ends) != 0) return -1;
  for (int i = 0; i < 2; i++) {
    fcntl(ends[i], F_SETFD, FD_CLOEXEC);
    fcntl(ends[i], F_SETFL, O_NONBLOCK);
  }
  return 0;
}

// MARK: The terminal, taken and given back
//
// One terminal, so one set of statics. Handlers touch nothing but these, write and tcsetattr, all
// of which are safe in a signal handler. `taken` is the last thing set and the first one cleared.

static const int told[] = {SIGINT, SIGTSTP, SIGCONT, SIGWINCH};
static const int fatal[] = {SIGILL, SIGTRAP, SIGABRT, SIGBUS,  SIGFPE, SIGSEGV,
                            SIGSYS, SIGTERM, SIGHUP,  SIGQUIT};
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct sigaction told_before[COUNT(told)];
static struct sigaction fatal_before[COUNT(fatal)];
static struct termios settings;
static int terminal = -1;
static int signal_pipe = -1;
static int may_escape;
static volatile sig_atomic_t taken;
static volatile sig_atomic_t lines_below;

// Ends a sequence cut short (CAN), then: plain colours, wrapping on, cursor shown, no frame held.
static const char undo[] = "\x18\x1b[0m\x1b[?7h\x1b[?25h\x1b[?2026l";

static void restore_settings(void) {
  if (!taken) return;
  int saved_errno = errno;
  // A background process that sets the terminal is stopped by TTOU, unless it is blocked.
  sigset_t ttou, before;
  sigemptyset(&ttou);
  sigaddset(&ttou, SIGTTOU);
  pthread_sigmask(SIG_BLOCK, &ttou, &before);
  if (may_escape && write(terminal, undo, sizeof undo - 1) < 0) { /* nothing is left to try */ }
  for (int i = lines_below; i > 0; i--) {
    if (write(terminal, "\r\n", 2) < 0) break;
  }
  lines_below = 0;
  tcsetattr(terminal, TCSANOW, &settings);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  errno = saved_errno;
}

static void tell(int number) {
  int saved_errno = errno;
  unsigned char byte = (unsigned char)number;
  if (write(signal_pipe, &byte, 1) < 0) { /* the pipe is full: the reader is awake already */ }
  errno = saved_errno;
}

static void give_back_and_die(int number, siginfo_t *info, void *context) {
  restore_settings();
  struct sigaction before, system;
  memset(&system, 0, sizeof system);
  sigemptyset(&system.sa_mask);
  system.sa_handler = SIG_DFL;
  before = system;
  for (size_t i = 0; i < COUNT(fatal); i++) {
    if (fatal[i] == number) before = fatal_before[i];
  }
  // A fault happens again by itself when the handler returns, this time to whoever was there
  // before us (Swift's backtracer, or the system).
  sigaction(number, &before, NULL);
  if (info != NULL && info->si_code > 0) return;
  // What was sent has to be sent again. Who was asked to end may take his time; but of a crash
  // nobody comes back, and the backtracer, when it is done, would let the program go on.
  if (number != SIGTERM && number != SIGHUP && before.sa_handler != SIG_DFL) {
    if (before.sa_flags & SA_SIGINFO) {
      before.sa_sigaction(number, info, context);
    } else {
      before.sa_handler(number);
    }
    sigaction(number, &system, NULL);
  }
  raise(number);
}

int sse_terminal_take(int tty, int signals, int escapes) {
  static int exit_hooked;
  if (taken) return -1;
  if (tcgetattr(tty, &settings) != 0) return -1;
  terminal = tty;
  signal_pipe = signals;
  may_escape = escapes;
  lines_below = 0;
  taken = 1;
  if (!exit_hooked) {
    exit_hooked = 1;
    atexit(restore_settings);
  }
  // This thread takes them, whatever the program that started us had blocked.
  sigset_t ours;
  sigemptyset(&ours);
  for (size_t i = 0; i < COUNT(told); i++) sigaddset(&ours, told[i]);
  pthread_sigmask(SIG_UNBLOCK, &ours, NULL);
  struct sigaction action;
  memset(&action, 0, sizeof action);
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  action.sa_handler = tell;
  for (size_t i = 0; i < COUNT(told); i++) sigaction(told[i], &action, &told_before[i]);
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  action.sa_sigaction = give_back_and_die;
  for (size_t i = 0; i < COUNT(fatal); i++) {
    sigaction(fatal[i], NULL, &fatal_before[i]);
    if (fatal_before[i].sa_handler != SIG_IGN) sigaction(fatal[i], &action, NULL);
  }
  return 0;
}

void sse_terminal_set_lines_below(int lines) { lines_below = lines; }

void sse_terminal_give_back(void) {
  if (!taken) return;
  restore_settings();
  taken = 0;
  for (size_t i = 0; i < COUNT(told); i++) sigaction(told[i], &told_before[i], NULL);
  for (size_t i = 0; i < COUNT(fatal); i++) sigaction(fatal[i], &fatal_before[i], NULL);
}

void sse_terminal_suspend(void) {
  struct sigaction stop_ours, continue_ours, system;
  restore_settings();
  memset(&system, 0, sizeof system);
  sigemptyset(&system.sa_mask);
  system.sa_handler = SIG_DFL;
  sigaction(SIGTSTP, &system, &stop_ours);
  // Who returns from here knows that he goes on: nobody is to tell him later, from another thread.
  sigaction(SIGCONT, &system, &continue_ours);
  // Another thread may take the signal; the whole program stops all the same. Its own delivery to
  // this thread is certain only with raise.
  raise(SIGTSTP);
  sigaction(SIGCONT, &continue_ours, NULL);
  sigaction(SIGTSTP, &stop_ours, NULL);
}
