using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Postgres.Tests.Failures;

/// <summary>Nothing half-written: each row that has an event has it, each event its row, and everything is there once.</summary>
internal static class Wholeness
{
    // Each counts what there must be none of.
    private static readonly (string Name, string Sql)[] Faults =
    [
        ("runs without a chain", "SELECT count(*) FROM governance.runs r WHERE NOT EXISTS (SELECT FROM governance.run_heads h WHERE h.run_id = r.run_id)"),
        ("chains without a run", "SELECT count(*) FROM governance.run_heads h WHERE NOT EXISTS (SELECT FROM governance.runs r WHERE h.run_id = r.run_id)"),
        ("runs that did not start once", Unequal("'run.started'", "1")),
        ("ends that are not told once", Unequal("'run.completed'", "(CASE WHEN r.state = 'completed' THEN 1 ELSE 0 END)")),
        ("claims without their start", Unequal("'action.started'", "(SELECT count(*) FROM governance.action_claims c WHERE c.run_id = r.run_id)")),
        ("outcomes that are not told once", Unequal("'action.completed'", "(SELECT count(*) FROM governance.action_claims c WHERE c.run_id = r.run_id AND c.state = 'completed')")),
        ("approvals that were not asked for once", Unequal("'approval.requested'", "(SELECT count(*) FROM governance.approvals a WHERE a.run_id = r.run_id)")),
        ("notes that are not there once for each key", Unequal("'host.note'", "(SELECT count(*) FROM governance.run_append_keys k WHERE k.run_id = r.run_id)")),
        ("running calls without a hold", "SELECT count(*) FROM governance.action_claims c WHERE (c.state = 'running') <> EXISTS (SELECT FROM governance.cost_holds h WHERE h.run_id = c.run_id AND h.call_id = c.call_id)"),
        ("completed calls without a charge", "SELECT count(*) FROM governance.action_claims c WHERE (c.state = 'completed') <> EXISTS (SELECT FROM governance.cost_usage u WHERE u.run_id = c.run_id AND u.call_id = c.call_id)"),
        ("holds without a call", "SELECT count(*) FROM governance.cost_holds h WHERE h.run_id NOT LIKE 'meter%' AND NOT EXISTS (SELECT FROM governance.action_claims c WHERE c.run_id = h.run_id AND c.call_id = h.call_id)"),
        ("sums that are not those of their charges", "SELECT count(*) FROM governance.cost_runs s WHERE s.cost_units <> (SELECT coalesce(sum(u.cost_units), 0) FROM governance.cost_usage u WHERE u.run_id = s.run_id)"),
        ("activations without their set", "SELECT count(*) FROM governance.policy_activations a WHERE NOT EXISTS (SELECT FROM governance.policy_sets p WHERE p.version = a.version)"),
    ];

    internal static async Task CheckAsync(Func<string, Task<object?>> query, ChainLedger ledger)
    {
        foreach ((string name, string sql) in Faults)
            (await query(sql)).Should().Be(0L, "there are no {0}", name);
        foreach (string run in ((string)(await query("SELECT string_agg(run_id, ',') FROM governance.run_heads"))!).Split(','))
            (await ledger.VerifyAsync(run, new VerifyOptions { Strict = true }))!.Status.Should().Be(VerifyStatus.Intact, "the chain of {0}", run);
    }

    private static string Unequal(string type, string rows) =>
        $"SELECT count(*) FROM governance.runs r WHERE (SELECT count(*) FROM governance.run_events e WHERE e.run_id = r.run_id AND e.type = {type}) <> {rows}";
}
