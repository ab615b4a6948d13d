#!/usr/bin/env bash
# Rack 2.2 (Debian 12): Rack::ETag collects a whole stream first, whatever Cache-Control says.
#
# "no-cache" says that each use must be asked for, and is what event streams are sent with. ETag
# reads such a body to its end before it returns even the head: three events arrive as one piece, a
# stream without an end never does. Deflater, which changes each byte, passes events one by one.
#
# Seen with Ruby 3.1 (how many of three events were made when the server had the first piece):
#   alone: 1
#   Rack::Deflater: 1
#   Rack::ETag: 3
dir=$(mktemp -d) && . "$(dirname "$0")/tools.bash"
debian_packages ruby-rack '2.2.*'
cat >stack.rb <<'RUBY'
require 'rack'

made = 0
app = lambda do |_|
  made = 0
  body = Enumerator.new { |out| 3.times { |number| made += 1; out << "data: #{number}\n\n" } }
  [200, { 'Content-Type' => 'text/event-stream', 'Cache-Control' => 'no-cache' }, body]
end
stacks = { 'alone' => app, 'Rack::Deflater' => Rack::Deflater.new(app),
           'Rack::ETag' => Rack::ETag.new(app) }
stacks.each do |name, stack|
  _, _, body = stack.call(Rack::MockRequest.env_for('/', 'HTTP_ACCEPT_ENCODING' => 'gzip'))
  at_first = nil
  body.each { |_| at_first ||= made }
  puts "#{name}: #{at_first}"
end
RUBY
timeout 60 ruby stack.rb >out 2>error || unable "$(tail -n 1 error)"
compare out
