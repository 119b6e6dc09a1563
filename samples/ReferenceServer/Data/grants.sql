-- What the application's role needs of the sample's own tables and of the job queue's. Running it again changes nothing.
GRANT USAGE ON SCHEMA reference, hangfire TO {app};
GRANT SELECT, INSERT, UPDATE ON reference.verified_runs, reference.run_requests, reference.contacts, reference.protection_keys TO {app};
GRANT SELECT, INSERT ON reference.policy_documents TO {app};
GRANT SELECT, INSERT, UPDATE, DELETE ON reference.outbox, reference.sessions TO {app};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA hangfire TO {app};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA hangfire TO {app};
