// el_set, el_get and history take variable arguments, which Swift cannot pass: one inline function
// for each use. The callbacks are typed so that a Swift function without captures fits.
#ifndef SSE_CLIBEDIT_SHIM_H
#define SSE_CLIBEDIT_SHIM_H

#include <histedit.h>

typedef char *(*sse_el_prompt_fn)(EditLine *);
typedef unsigned char (*sse_el_command_fn)(EditLine *, int);

static inline int sse_el_set_prompt(EditLine *el, sse_el_prompt_fn f, char escape) {
  return el_set(el, EL_PROMPT_ESC, f, (int)escape);
}
static inline int sse_el_set_editor(EditLine *el, const char *name) {
  return el_set(el, EL_EDITOR, name);
}
static inline int sse_el_set_terminal(EditLine *el, const char *name) {
  return el_set(el, EL_TERMINAL, name);
}
static inline int sse_el_set_signal(EditLine *el, int on) { return el_set(el, EL_SIGNAL, on); }
static inline int sse_el_set_getcfn(EditLine *el, el_rfunc_t f) {
  return el_set(el, EL_GETCFN, f);
}
static inline int sse_el_set_clientdata(EditLine *el, void *p) {
  return el_set(el, EL_CLIENTDATA, p);
}
static inline void *sse_el_get_clientdata(EditLine *el) {
  void *p = 0;
  el_get(el, EL_CLIENTDATA, &p);
  return p;
}
static inline int sse_el_prep_term(EditLine *el, int on) { return el_set(el, EL_PREP_TERM, on); }
static inline int sse_el_refresh(EditLine *el) { return el_set(el, EL_REFRESH); }
static inline int sse_el_add_function(
    EditLine *el, const char *name, const char *help, sse_el_command_fn f) {
  return el_set(el, EL_ADDFN, name, help, f);
}
static inline int sse_el_bind(EditLine *el, const char *key, const char *function) {
  return el_set(el, EL_BIND, key, function, (char *)0);
}
static inline int sse_el_setty(EditLine *el, const char *mode, const char *flag) {
  return el_set(el, EL_SETTY, mode, flag, (char *)0);
}
static inline int sse_el_settc(EditLine *el, const char *capability, const char *value) {
  return el_set(el, EL_SETTC, capability, value, (char *)0);
}
static inline int sse_el_set_history(EditLine *el, History *h) {
  return el_set(el, EL_HIST, history, h);
}

static inline int sse_history_set_size(History *h, int n) {
  HistEvent event;
  return history(h, &event, H_SETSIZE, n);
}
static inline int sse_history_set_unique(History *h, int n) {
  HistEvent event;
  return history(h, &event, H_SETUNIQUE, n);
}
static inline int sse_history_enter(History *h, const char *line) {
  HistEvent event;
  return history(h, &event, H_ENTER, line);
}

#endif
