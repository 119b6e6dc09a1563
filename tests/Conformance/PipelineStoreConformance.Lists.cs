using System.Text.Json;
using Enterprise.Governance.Projections;

namespace Enterprise.Governance.Conformance;

public abstract partial class PipelineStoreConformance
{
    private static readonly ProjectionDefinition RunsList = new("runs_mv", null, "run_id");
    private static readonly ProjectionDefinition ApprovalsList = new("approvals_mv", null, "approval_id");

    [Fact]
    public async Task RunsList_ShowsStateBudgetAndPosition()
    {
        PipelineStores store = await OpenAsync();
        string run = await NewRunAsync(store);
        RunRecord titled = (await store.Runs.GetAsync(run, default))! with { RunId = "titled", Title = "Refund 🚀", Tags = ["vip", "eu"], Scope = new GovernanceScope("other", null, null, []) };
        await store.Runs.CreateAsync(titled, Event(store, "run.started"), default);
        StartedCommit started = Start(store, run, "k:1");
        await store.Pipeline.StartAsync(started, default);
        await store.Pipeline.FinishAsync(Finish(store, started), default);
        Clock.Advance(TimeSpan.FromSeconds(90));
        await store.Runs.TransitionAsync(run, RunState.Completed, [Event(store, "run.completed")], null, default);

        ProjectionPage all = await ListAsync(store, RunsList, new ProjectionQuery("runs_mv"));
        ProjectionPage vip = await ListAsync(store, RunsList, new ProjectionQuery("runs_mv") { Filters = [new ProjectionFilter("tags", ProjectionOperator.HasElement, "vip")] });
        ProjectionPage completed = await ListAsync(store, RunsList, new ProjectionQuery("runs_mv") { Filters = [new ProjectionFilter("state", ProjectionOperator.Equal, "completed"), new ProjectionFilter("tenant", ProjectionOperator.Equal, "acme")] });

        all.Columns.Should().Equal("run_id", "tenant", "org", "user", "state", "title", "tags", "budget", "last_seq", "created_at", "updated_at");
        all.Rows.Should().HaveCount(2);
        (vip.Value(0, "run_id"), vip.Value(0, "title"), vip.Value(0, "org"), vip.Value(0, "user")).Should().Be(("titled", "Refund 🚀", null, null));
        vip.Rows.Should().ContainSingle();
        completed.Rows.Should().ContainSingle();
        (completed.Value(0, "run_id"), completed.Value(0, "user"), completed.Value(0, "last_seq")).Should().Be((run, "ann", 4L));
        (completed.Value(0, "created_at"), completed.Value(0, "updated_at")).Should().Be(("2026-11-22T19:00:00.000Z", "2026-11-22T19:01:30.000Z"));
        using JsonDocument budget = JsonDocument.Parse((string)completed.Value(0, "budget")!);
        budget.RootElement.EnumerateObject().Select(static p => $"{p.Name}={p.Value}").Should().BeEquivalentTo("llm_calls=0", "tool_calls=1", "cost_units=1", "tokens=0");
    }

    [Fact]
    public async Task ApprovalsList_ShowsWhoAskedAndWhoDecided()
    {
        PipelineStores store = await OpenAsync();
        string run = await NewRunAsync(store);

        // A view reads the database's own clock: this one lapses in none of our lifetimes.
        DateTimeOffset never = new(2199, 1, 1, 0, 0, 0, TimeSpan.Zero);
        ApprovalRecord pending = await store.Pipeline.RequestApprovalAsync(Approval(run, "k:1") with { Org = "sales", Tool = "mcp:gmail", ExpiresAt = never }, [], null, default);
        ApprovalRecord decided = await store.Pipeline.RequestApprovalAsync(Approval(run, "k:2"), [], null, default);
        await store.Approvals.DecideAsync(decided.ApprovalId, ApprovalState.Denied, "bob", null, Event(store, "approval.decided"), default);

        ProjectionPage all = await ListAsync(store, ApprovalsList, new ProjectionQuery("approvals_mv"));
        ProjectionPage denied = await ListAsync(store, ApprovalsList, new ProjectionQuery("approvals_mv") { Filters = [new ProjectionFilter("state", ProjectionOperator.Equal, "denied")] });

        all.Columns.Should().Equal("approval_id", "run_id", "tenant", "org", "action", "tool", "state", "requested_by", "decided_by", "created_at", "expires_at", "updated_at");
        all.Rows.Should().HaveCount(2);
        all.Rows[0].Take(9).Should().Equal(pending.ApprovalId, run, "acme", "sales", "a", "mcp:gmail", "pending", "ann", null);
        (denied.Value(0, "approval_id"), denied.Value(0, "decided_by"), denied.Value(0, "expires_at")).Should().Be((decided.ApprovalId, "bob", "2026-11-22T20:00:00.000Z"));
    }

    private static async Task<ProjectionPage> ListAsync(PipelineStores store, ProjectionDefinition definition, ProjectionQuery query)
    {
        await store.Projections.RefreshAsync(definition, default);
        return await store.Projections.QueryAsync(definition, query, default);
    }
}
