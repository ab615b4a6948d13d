-- Run at every start: so each statement may find its work done.
CREATE TABLE IF NOT EXISTS todos (
    id SERIAL PRIMARY KEY,
    description TEXT NOT NULL,
    completed BOOLEAN NOT NULL
);

CREATE OR REPLACE FUNCTION tell_of_todo() RETURNS TRIGGER AS $$
BEGIN
    PERFORM pg_notify('todo_inserted', NEW.id::text);
    RETURN NEW;
END;
$$ LANGUAGE plpgsql;

-- One transaction at a time may take ids, until its end: so ids are in the order of the commits.
CREATE OR REPLACE FUNCTION take_turns() RETURNS TRIGGER AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('todos'));
    RETURN NULL;
END;
$$ LANGUAGE plpgsql;

DROP TRIGGER IF EXISTS todo_turn ON todos;
CREATE TRIGGER todo_turn BEFORE INSERT ON todos
FOR EACH STATEMENT EXECUTE FUNCTION take_turns();

DROP TRIGGER IF EXISTS todo_inserted ON todos;
CREATE TRIGGER todo_inserted AFTER INSERT ON todos
FOR EACH ROW EXECUTE FUNCTION tell_of_todo();
