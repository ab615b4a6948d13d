# Answers one request. Lines of HTTP end with CR LF, and read takes only the LF away.
IFS=' ' read -r method path version || exit
while IFS= read -r line && [ "$line" != "$(printf '\r')" ]; do
  : # A header. Content-Length and Last-Event-ID will be wanted here.
done

printf 'HTTP/1.1 404 Not Found\r\n'
printf 'Content-Type: text/plain\r\n'
printf 'Content-Length: 21\r\n'
printf 'Connection: close\r\n'
printf '\r\n'
printf 'Nothing is built yet\n'
