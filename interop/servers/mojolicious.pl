# A stream by Mojolicious's write, framed as its guide does, on its own daemon.
use Mojolicious::Lite -signatures;
use Mojo::Util 'encode';

my %readers;

get '/events' => sub ($c) {
  $c->inactivity_timeout(300);
  $c->res->headers->content_type('text/event-stream');
  $c->write;
  my $key = $c->tx->connection;
  $readers{$key} = $c;
  $c->on(finish => sub { delete $readers{$key} });
};

post '/send' => sub ($c) {
  my $event = $c->req->json;
  my $block = join '', map {"$_: $event->{$_}\n"} grep { $event->{$_} } qw(id event);
  $block .= "data: $_\n" for split /\r\n|\r|\n/, "$event->{data}", -1;
  $block .= "data: \n" if $event->{data} eq '';
  $_->write(encode 'UTF-8', "$block\n") for values %readers;
  $c->rendered(202);
};

app->log->level('fatal');
app->start('daemon', '-l', "http://127.0.0.1:$ARGV[0]");
