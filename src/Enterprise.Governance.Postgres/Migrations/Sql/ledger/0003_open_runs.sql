-- Core puts its own in place: whether something is still under way in a run, so that its events must not leave. p_now is for tests alone.
CREATE FUNCTION {schema}.run_is_open(p_run text, p_now timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$ SELECT false $$;
