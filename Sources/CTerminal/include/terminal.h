// What Swift cannot say about a terminal: signal handlers, the hand-back on a crash, cell widths.
#ifndef SSE_CTERMINAL_H
#define SSE_CTERMINAL_H

#include <stddef.h>
#include <stdint.h>

/// Cells that the C library gives this scalar in a UTF-8 locale: 0, 1, 2, or -1 for unknown.
int sse_cell_width(uint32_t scalar);

/// Whether a UTF-8 locale calls this scalar printable; libedit shows others as \\U+XXXX.
int sse_is_printable(uint32_t scalar);

/// Makes the calling thread, and it alone, read and write UTF-8. 0 on success.
int sse_use_utf8_on_this_thread(void);

/// A pipe that no child inherits and whose both ends never block. 0 on success.
int sse_wake_pipe(int ends[2]);

/// Remembers the settings of `tty` and catches the signals that concern it.
///
/// INT, TSTP, CONT and WINCH only write their number to `signals` from then on. A signal that ends
/// the program, a crash included, first gives the terminal back and then takes its course.
/// `escapes` says whether escape sequences may be written. 0 on success.
int sse_terminal_take(int tty, int signals, int escapes);

/// How many lines a dying program has to go down to be below the prompt. May be called often.
void sse_terminal_set_lines_below(int lines);

/// Gives settings and signal handlers back as they were. Harmless when nothing was taken.
void sse_terminal_give_back(void);

/// Gives the settings back, stops the program as Ctrl-Z does, and returns when it goes on.
void sse_terminal_suspend(void);

#endif
