using System.Collections.Immutable;
using System.Text.Json;
using ReferenceServer.Dashboard.Elements;
using ReferenceServer.Runs;

namespace ReferenceServer.Dashboard.Timeline;

/// <summary>Reads a chain from its beginning, event by event: what ends a call is shown with the time since it began. One for each page; not thread-safe.</summary>
internal sealed partial class TimelineReader
{
    private readonly Dictionary<string, DateTimeOffset> _started = new(StringComparer.Ordinal);

    internal TimelineItem Read(EventView row)
    {
        DateTimeOffset at = Time(row.Ts);
        JsonElement data = row.Data;
        TimelineItem item = row.Type switch
        {
            "run.started" => Item(Tone.Quiet, "Run started") with { Reason = Text(data, "title"), Facts = Facts(("for", Text(data, "user")), ("org", Text(data, "org")), ("roles", Texts(data, "roles")), ("tags", Texts(data, "tags"))) },
            "run.completed" => Item(Tone.Good, "Run completed") with { Reason = Text(data, "reason") },
            "run.failed" => Item(Tone.Bad, "Run failed") with { Reason = Text(data, "reason") },
            "run.cancelled" => Item(Tone.Warn, "Run cancelled") with { Reason = Text(data, "reason") },
            "policy.decided" => Decision(Item(Tone.Quiet, ""), data),
            "approval.requested" => Item(Tone.Warn, "Approval asked for") with
            {
                ApprovalId = Text(data, "approval_id"), Payload = Member(data, "args"), Rules = Asking(data),
                Facts = Facts(("requested by", Text(data, "requested_by")), ("expires", Text(data, "expires_at") is { } expires ? Numbers.Exact(Time(expires)) : null), ("arguments", Digest(data))),
            },
            "approval.decided" => Approval(Item(Tone.Quiet, ""), data),
            "action.started" => Started(Item(Tone.Quiet, "Action started"), data, at) with
            {
                Payload = Member(data, "args"),
                Facts = Facts(("attempt", Number(data, "attempt") is > 1 and { } attempt ? Numbers.Of(attempt) : null), ("held", Number(data, "held_cost_units") is > 0 and { } held ? $"{Numbers.Of(held)} cost units" : null), ("approval", Text(data, "approval_id")), ("key", Text(data, "idempotency_key")), ("arguments", Digest(data))),
            },
            "action.completed" => Ended(Item(Tone.Good, "Action completed"), data, at) with { Payload = Member(data, "result") },
            "action.failed" => Ended(Item(Tone.Bad, "Action failed"), data, at) with { Reason = Text(data, "error") },
            "action.in_doubt" => Ended(Item(Tone.Bad, "Nobody can tell whether it was done"), data, at) with { Reason = Text(data, "cause") },
            "llm.called" => Llm(Item(Tone.Quiet, ""), data),
            "budget.exceeded" => Item(Tone.Bad, "Budget exceeded") with
            {
                Facts = Facts(("budget", Words(Text(data, "budget"))), ("quota", Text(data, "quota")), ("limit", Count(data, "limit")), ("spent", Count(data, "spent")), ("held", Count(data, "held")), ("asked for", Count(data, "requested"))),
            },
            "rate.limited" => Item(Tone.Warn, "Rate limit reached") with
            {
                Facts = Facts(("limit", Number(data, "limit") is { } limit ? $"{Numbers.Of(limit)} for {Text(data, "key")}" : Text(data, "key")), ("again in", Number(data, "retry_after_ms") is { } delay ? Numbers.Duration(TimeSpan.FromMilliseconds(delay)) : null)),
            },
            _ => Item(Tone.Quiet, row.Type) with { Payload = data },
        };
        return Number(data, "suppressed") is > 0 and { } suppressed ? item with { Facts = [.. item.Facts, new Fact("not told one by one", $"{Numbers.Of(suppressed)} refusals before")] } : item;

        TimelineItem Item(Tone tone, string title) => new(row.Seq, at, row.Type, tone, title)
        {
            Subject = Text(data, "action") ?? Text(data, "model"), Tool = Text(data, "tool"), Phase = Text(data, "phase"), CostUnits = Number(data, "cost_units"), Hash = row.Hash, Data = data,
        };
    }

    private TimelineItem Started(TimelineItem item, JsonElement data, DateTimeOffset at)
    {
        if (Text(data, "call_id") is { } call)
            _started[call] = at;
        return item;
    }

    private TimelineItem Ended(TimelineItem item, JsonElement data, DateTimeOffset at) =>
        Text(data, "call_id") is { } call && _started.TryGetValue(call, out DateTimeOffset began) && at >= began ? item with { Duration = at - began } : item;

    private static TimelineItem Decision(TimelineItem item, JsonElement data)
    {
        ImmutableArray<Fact> code = Facts(("code", Text(data, "code")));
        if (Member(data, "decision") is not { } decision)
            return item with { Tone = Tone.Bad, Title = "Refused before any policy", Reason = Text(data, "code") };
        ImmutableArray<string> unknown = List(decision, "unknown");
        (Tone tone, string title) = Text(decision, "effect") switch
        {
            "deny" => (Tone.Bad, "Denied by policy"),
            "require_approval" => (Tone.Warn, "Policy asks for an approval"),
            "allow" => (Tone.Quiet, "Allowed by policy"),
            var other => (Tone.Warn, $"Decided: {other}"),
        };
        return item with
        {
            Tone = tone, Title = title, Reason = Text(decision, "deny_reason"), CostUnits = Number(decision, "cost_units"),
            Rules =
            [
                .. List(decision, "policy_ids").Select(id => new RuleMark(id, unknown.Contains(id) ? RuleKind.Unknown : RuleKind.Matched)),
                .. unknown.Except(List(decision, "policy_ids")).Select(static id => new RuleMark(id, RuleKind.Unknown)), .. List(decision, "shadow").Select(static id => new RuleMark(id, RuleKind.Shadow)),
            ],
            Facts = [.. code, .. Facts(("obligations", Member(decision, "obligations") is { } obligations && obligations.GetArrayLength() > 0 ? string.Join(", ", obligations.EnumerateArray().Select(static one => one.GetRawText())) : null))],
        };
    }

    private static TimelineItem Approval(TimelineItem item, JsonElement data)
    {
        (Tone tone, string title) = Text(data, "decision") switch
        {
            "approved" => (Tone.Good, "Approved"),
            "denied" => (Tone.Bad, "Approval denied"),
            "expired" => (Tone.Bad, "Approval expired"),
            var other => (Tone.Warn, $"Approval: {other}"),
        };
        return item with { Tone = tone, Title = title, Reason = Text(data, "reason"), Facts = Facts(("by", Text(data, "decided_by")), ("approval", Text(data, "approval_id"))) };
    }

    private static TimelineItem Llm(TimelineItem item, JsonElement data)
    {
        string status = Text(data, "status") ?? "";
        bool isEstimated = Member(data, "estimated") is { ValueKind: JsonValueKind.True };
        JsonElement? usage = Member(data, "usage");
        return item with
        {
            Tone = status == "completed" ? Tone.Good : Tone.Bad, Title = status == "completed" ? "Model called" : $"Model call {Words(status)}",
            Facts =
            [
                .. usage is { } tokens ? Facts([.. tokens.EnumerateObject().Select(static part => ($"{Words(part.Name)} tokens", (string?)Numbers.Of(part.Value.GetInt64())))]) : [],
                .. Facts(("usage", isEstimated ? "estimated" : null)),
            ],
        };
    }
}
