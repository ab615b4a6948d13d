-- Run at every start: so each statement may find its work done.
CREATE TABLE IF NOT EXISTS todos (
    id SERIAL PRIMARY KEY,
    description TEXT NOT NULL,
    completed BOOLEAN NOT NULL
);

CREATE OR REPLACE FUNCTION tell_of_todo() RETURNS TRIGGER AS $$
BEGIN
    PERFORM pg_notify('todo_inserted', row_to_json(NEW)::text);
    RETURN NEW;
END;
$$ LANGUAGE plpgsql;

DROP TRIGGER IF EXISTS todo_inserted ON todos;
CREATE TRIGGER todo_inserted AFTER INSERT ON todos
FOR EACH ROW EXECUTE FUNCTION tell_of_todo();
