-- policies: a document never changes, an activation does.
GRANT SELECT, INSERT ON {schema}.policy_sets TO {app};
GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.policy_activations TO {app};
GRANT SELECT ON {schema}.policy_sets, {schema}.policy_activations TO {auditor};
