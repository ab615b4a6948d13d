#!/usr/bin/env bash
# Mojolicious 9.31 (Debian 12): to Mojo::UserAgent an answer that was cut is a success.
#
# The server promises 1000 bytes and sends 21; or its connection ends in the middle of a chunk. The
# transaction has no error, `is_success` and `is_finished` are true, and `result` does not die. A
# reader of a stream cannot tell an end from a cut, nor a whole document from a piece of it.
#
# Seen (curl 7.88.1 ends with 18 at both):
#   21 bytes of 1000: code 200, success 1, finished 1, error none, body 21 bytes
#   half a chunk: code 200, success 1, finished 1, error none, body 10 bytes
dir=$(mktemp -d) && . "$(dirname "$0")/tools.bash"
debian_packages libmojolicious-perl '9.31*'
head='HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n'
serve "${head}Content-Length: 1000\r\n\r\ndata: a\n\ndata: half a" \
  "${head}Transfer-Encoding: chunked\r\n\r\n20\r\ndata: half"
cat >ask.pl <<'PERL'
use Mojo::UserAgent;
for my $name ('21 bytes of 1000', 'half a chunk') {
  my $transaction = Mojo::UserAgent->new->get($ARGV[0]);
  my $answer = $transaction->result;
  my $error = $transaction->error;
  printf "%s: code %d, success %d, finished %d, error %s, body %d bytes\n", $name, $answer->code,
    $answer->is_success, $answer->is_finished, $error ? $error->{message} : 'none',
    length $answer->body;
}
PERL
timeout 60 perl ask.pl "$url" >out 2>error || unable "$(tail -n 1 error)"
compare out
