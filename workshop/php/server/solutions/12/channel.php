<?php

declare(strict_types=1);

const MAX_KEPT = 1_000; // events of history, and
const MAX_KEPT_BYTES = 8 << 20;

/** Numbers the events, writes them as they go over the wire, and keeps the last ones. */
final class Channel
{
    private string $life;
    private int $count = 0;
    /** @var list<array{string, string}> Id and block; the first entry stands for "nothing seen yet". */
    private array $kept;
    private int $keptBytes = 0;

    public function __construct()
    {
        // Numbers begin anew with each start, so the start is a part of every id.
        $this->life = dechex(hrtime(true)) . dechex(time());
        $this->kept = [["$this->life-0", '']];
    }

    /** Takes a stranger's JSON apart, and returns the block; the exception says what is wrong with it. */
    public function publish(string $body): string
    {
        $event = json_decode($body, true, 8, JSON_THROW_ON_ERROR);
        if (!is_array($event) || !is_string($event['data'] ?? null)) {
            throw new InvalidArgumentException("an event needs 'data', a text");
        }
        $name = $event['event'] ?? '';
        $id = $event['id'] ?? '';
        foreach ([$name, $id] as $field) {
            if (!is_string($field) || strpbrk($field, "\r\n\0") !== false) {
                throw new InvalidArgumentException("'event' and 'id' are one line each, without NUL");
            }
        }
        $this->count++;
        $id = $id === '' ? "$this->life-$this->count" : $id;
        $block = self::encode($event['data'], $name, $id);
        $this->kept[] = [$id, $block];
        $this->keptBytes += strlen($block);
        while (count($this->kept) > MAX_KEPT || $this->keptBytes > MAX_KEPT_BYTES) {
            $this->keptBytes -= strlen(array_shift($this->kept)[1]);
        }
        return $block;
    }

    /** @return list<string> The blocks of what came after the id; one that says so where nobody knows. */
    public function since(string $last): array
    {
        if ($last === '') {
            return [];
        }
        $place = array_search($last, array_column($this->kept, 0), true);
        if ($place === false) {
            $newest = $this->kept[count($this->kept) - 1][0];
            return [self::encode('some events may be missing', 'gap', $newest)];
        }
        return array_column(array_slice($this->kept, $place + 1), 1);
    }

    private static function encode(string $data, string $name, string $id): string
    {
        $lines = ["id: $id"];
        if ($name !== '') {
            $lines[] = "event: $name";
        }
        foreach (preg_split('~\r\n|\r|\n~', $data) as $line) {
            $lines[] = "data: $line";
        }
        return implode("\n", $lines) . "\n\n";
    }
}
