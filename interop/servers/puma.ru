# A stream by Rack's partial hijack, for Puma: interop/subjects.toml. The framing is ours.
require 'json'

readers = []
lock = Mutex.new

block = lambda do |event|
  lines = %w[id event].filter_map { |name| "#{name}: #{event[name]}" if event[name] }
  lines += event['data'].split(/\r\n|\r|\n/, -1).then { |all| all.empty? ? [''] : all }
                        .map { |line| "data: #{line}" }
  "#{lines.join("\n")}\n\n"
end

run(lambda do |env|
  if env['REQUEST_METHOD'] == 'POST'
    text = block.call(JSON.parse(env['rack.input'].read))
    lock.synchronize do
      readers.select! do |reader|
        reader.write(text)
        true
      rescue SystemCallError, IOError
        false
      end
    end
    [202, {}, []]
  else
    join = ->(reader) { lock.synchronize { readers << reader } }
    [200, { 'Content-Type' => 'text/event-stream', 'rack.hijack' => join }, []]
  end
end)
