using System.Runtime.InteropServices;
using System.Text.Json;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Cli.Backtesting;

/// <summary>Reads the decisions out of one run's events, in their order. A decision's arguments stand in it, or in the event after it.</summary>
internal sealed class RunDecisions
{
    private PolicyRequest _caller;
    private RecordedDecision? _open;

    /// <summary>Gets the tenant of the run, once <c>run.started</c> has been read.</summary>
    internal string? Tenant => _caller.Tenant;

    /// <summary>Gets how many <c>policy.decided</c> have no decision: their arguments could not be read, or their tenant was gone.</summary>
    internal long WithoutDecision { get; private set; }

    /// <summary>Takes the next event.</summary>
    /// <returns>The decisions that are complete now.</returns>
    internal IEnumerable<RecordedDecision> Next(StoredEvent stored)
    {
        if (stored.Type is not ("run.started" or "policy.decided" or "action.started" or "approval.requested" or "budget.exceeded"))
            return End();
        using JsonDocument document = JsonDocument.Parse(stored.RevealData());
        JsonElement data = document.RootElement;
        if (_open is { } open && stored.Type != "policy.decided" && stored.Seq == open.Seq + 1 && RecordedArguments.TryRead(data, out RecordedArguments arguments))
        {
            _open = null;
            return [Complete(open, arguments)];
        }

        RecordedDecision[] complete = [.. End()];
        if (stored.Type == "run.started")
            _caller = CallerOf(data);
        else if (stored.Type == "policy.decided" && Read(stored, data) is { } read)
            complete = [.. complete, .. read.Missing is null or not "args_not_recorded" ? [read] : Keep(read)];
        return complete;
    }

    /// <summary>Tells that there are no more events.</summary>
    internal IEnumerable<RecordedDecision> End()
    {
        RecordedDecision? open = _open;
        _open = null;
        return open is null ? [] : [open];
    }

    private RecordedDecision[] Keep(RecordedDecision open)
    {
        _open = open;
        return [];
    }

    private RecordedDecision? Read(StoredEvent stored, JsonElement data)
    {
        if (!data.TryGetProperty("decision", out JsonElement decision))
        {
            WithoutDecision++;
            return null;
        }

        PolicyRequest request = new(data.GetProperty("action").GetString()!)
        {
            Phase = data.GetProperty("phase").GetString()!,
            Tool = data.GetProperty("tool").GetString(),
            Tenant = _caller.Tenant,
            Org = _caller.Org,
            User = _caller.User,
            Roles = _caller.Roles,
        };
        RecordedDecision read = new(
            stored.RunId, stored.Seq, stored.Timestamp, request, RecordedArguments.None.Missing, JsonMarshal.GetRawUtf8Value(decision).ToArray(), decision.GetProperty("policy_set").GetString()!);
        return RecordedArguments.TryRead(data, out RecordedArguments arguments) ? Complete(read, arguments) : read;
    }

    private static RecordedDecision Complete(RecordedDecision decision, RecordedArguments arguments) =>
        decision with { Request = decision.Request with { Args = arguments.Json }, Missing = arguments.Missing };

    private static PolicyRequest CallerOf(JsonElement data) => new("-")
    {
        Tenant = data.GetProperty("tenant").GetString(),
        Org = data.GetProperty("org").GetString(),
        User = data.GetProperty("user").GetString(),
        Roles = [.. data.GetProperty("roles").EnumerateArray().Select(static role => role.GetString()!)],
    };
}
