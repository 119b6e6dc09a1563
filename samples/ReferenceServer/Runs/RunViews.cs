using System.Text.Json;
using Enterprise.Governance;
using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Projections;

namespace ReferenceServer.Runs;

/// <summary>A run that was accepted.</summary>
/// <param name="RunId">Its id.</param>
internal sealed record RunReference(string RunId);

/// <summary>A run as it stands.</summary>
/// <param name="RunId">Its id.</param>
/// <param name="Tenant">The tenant.</param>
/// <param name="Org">The org.</param>
/// <param name="User">For whom it runs.</param>
/// <param name="State">Where it stands: submitted, planning, running, waiting_approval, completed, failed or cancelled.</param>
/// <param name="Title">Its title.</param>
/// <param name="Tags">Its labels.</param>
/// <param name="CreatedAt">When it began; absent until then.</param>
/// <param name="UpdatedAt">When its state last changed.</param>
/// <param name="Usage">What it has used.</param>
internal sealed record RunView(string RunId, string Tenant, string? Org, string? User, string State, string? Title, string[] Tags, DateTimeOffset? CreatedAt, DateTimeOffset? UpdatedAt, UsageView? Usage)
{
    internal static RunView Of(RunRecord run, RunUsage usage) => new(
        run.RunId, run.Scope.Tenant, run.Scope.Org, run.Scope.User, run.State.ToStoredName(), run.Title, [.. run.Tags], run.CreatedAt, run.UpdatedAt,
        new UsageView(usage.LlmCalls, usage.ToolCalls, usage.CostUnits, usage.Tokens));

    internal static RunView Of(RunRequest request) => new(
        request.RunId, request.Scope.Tenant, request.Scope.Org, request.Scope.User, RunState.Submitted.ToStoredName(), request.Title, [.. request.Tags], null, null, null);
}

/// <summary>What a run has used.</summary>
/// <param name="LlmCalls">Calls of models.</param>
/// <param name="ToolCalls">Calls of tools.</param>
/// <param name="CostUnits">Cost units.</param>
/// <param name="Tokens">Tokens.</param>
internal sealed record UsageView(long LlmCalls, long ToolCalls, long CostUnits, long Tokens);

/// <summary>A page of runs.</summary>
/// <param name="AsOf">The moment that the list shows.</param>
/// <param name="Runs">The rows, as <c>runs_mv</c> has them.</param>
/// <param name="Next">The cursor of the next page, if there is one.</param>
internal sealed record RunList(DateTimeOffset AsOf, RunRow[] Runs, string? Next)
{
    internal static RunList Of(ProjectionPage page) => new(page.AsOf, [.. Enumerable.Range(0, page.Rows.Length).Select(i => RunRow.Of(page, i))], page.Next);
}

/// <summary>A run in a list.</summary>
/// <param name="RunId">Its id.</param>
/// <param name="User">For whom it runs.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Title">Its title.</param>
/// <param name="Tags">Its labels.</param>
/// <param name="Budget">What it has used.</param>
/// <param name="LastSeq">The position of its last event.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="UpdatedAt">When its state last changed.</param>
internal sealed record RunRow(string RunId, string? User, string State, string? Title, JsonElement Tags, JsonElement Budget, long LastSeq, string CreatedAt, string UpdatedAt)
{
    internal static RunRow Of(ProjectionPage page, int i) => new(
        (string)page.Value(i, "run_id")!, (string?)page.Value(i, "user"), (string)page.Value(i, "state")!, (string?)page.Value(i, "title"), JsonElement.Parse((string)page.Value(i, "tags")!),
        JsonElement.Parse((string)page.Value(i, "budget")!), (long)page.Value(i, "last_seq")!, (string)page.Value(i, "created_at")!, (string)page.Value(i, "updated_at")!);
}

/// <summary>Events of a run.</summary>
/// <param name="Events">In order of seq.</param>
internal sealed record EventList(EventView[] Events);

/// <summary>An event of a run's chain.</summary>
/// <param name="Seq">Its position, from 1.</param>
/// <param name="Ts">When it was made.</param>
/// <param name="Type">What has happened.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="Data">What belongs to it.</param>
internal sealed record EventView(long Seq, string Ts, string Type, string Hash, JsonElement Data)
{
    internal static EventView Of(StoredEvent row) => new(row.Seq, row.Timestamp, row.Type, row.Hash, JsonElement.Parse(row.GetData().Span));
}
