using System.Collections;
using System.Reflection;
using System.Text.Json;
using Enterprise.Governance;
using ReferenceServer.Dashboard.Timeline;
using ReferenceServer.Runs;

namespace ReferenceServer.Tests.Dashboard;

/// <summary>Every event that the library appends is read.</summary>
public sealed class TimelineReaderTests
{
    private static readonly (string Type, string Data, Tone Tone, string Title, string Says)[] Events =
    [
        ("run.started", """{"tenant":"acme","org":"support","user":"ann","roles":["agent"],"title":"A task","tags":["vip"],"state":"submitted"}""", Tone.Quiet, "Run started", "A task · for ann · org support · roles agent · tags vip"),
        ("run.completed", "{}", Tone.Good, "Run completed", ""),
        ("run.failed", """{"reason":"the tool failed"}""", Tone.Bad, "Run failed", "the tool failed"),
        ("run.cancelled", """{"reason":"cancelled by bob"}""", Tone.Warn, "Run cancelled", "cancelled by bob"),
        ("policy.decided", """{"action":"send_email","tool":"mail","phase":"exec","decision":{"effect":"deny","cost_units":25,"deny_reason":"not outside","obligations":[{"type":"must_emit_artifact"}],"policy_ids":["a","b"],"unknown":["b"],"shadow":["c"],"policy_set":"00112233445566778899"}}""",
            Tone.Bad, "Denied by policy", "send_email · mail · exec · not outside · 25 CU · a Matched · b Unknown · c Shadow · obligations {\"type\":\"must_emit_artifact\"}"),
        ("approval.requested", """{"approval_id":"p-1","action":"send_email","tool":"mail","args":{"to":"x"},"requested_by":"ann","expires_at":"2026-11-23T10:00:00.000000Z","rules":[{"policy_id":"mail","digest":"d"}]}""",
            Tone.Warn, "Approval asked for", "send_email · mail · mail Matched · requested by ann · expires 2026-11-23 10:00:00.000 UTC · approval p-1 · payload {\"to\":\"x\"}"),
        ("approval.decided", """{"approval_id":"p-1","decision":"approved","decided_by":"bob","reason":"fine"}""", Tone.Good, "Approved", "fine · by bob · approval p-1"),
        ("action.started", """{"action":"send_email","tool":"mail","args_digest":"abc","call_id":"c-1","attempt":2,"held_cost_units":25,"approval_id":"p-1","idempotency_key":"step-1"}""",
            Tone.Quiet, "Action started", "send_email · mail · attempt 2 · held 25 cost units · approval p-1 · key step-1 · arguments kept as a digest, abc"),
        ("action.completed", """{"action":"send_email","tool":"mail","call_id":"c-1","cost_units":25,"result":{"ok":true},"suppressed":3}""", Tone.Good, "Action completed", "send_email · mail · 25 CU · 1.5 s · not told one by one 3 refusals before · payload {\"ok\":true}"),
        ("action.failed", """{"action":"get","tool":null,"call_id":"c-1","error":"ToolException"}""", Tone.Bad, "Action failed", "get · ToolException · 1.5 s"),
        ("action.in_doubt", """{"action":"get","tool":null,"call_id":"c-1","cause":"heartbeat_expired"}""", Tone.Bad, "Nobody can tell whether it was done", "get · heartbeat_expired · 1.5 s"),
        ("llm.called", """{"model":"m-1","call_id":"l-1","status":"completed","cost_units":12,"usage":{"prompt":1000,"output":200,"total":1200},"estimated":true}""", Tone.Good, "Model called", "m-1 · 12 CU · prompt tokens 1 000 · output tokens 200 · total tokens 1 200 · usage estimated"),
        ("budget.exceeded", """{"action":"get","budget":"tool_calls","limit":50,"spent":49,"held":1,"requested":1,"quota":"user:ann"}""", Tone.Bad, "Budget exceeded", "get · budget tool calls · quota user:ann · limit 50 · spent 49 · held 1 · asked for 1"),
        ("rate.limited", """{"model":"m-1","key":"user:ann","limit":120,"retry_after_ms":1500}""", Tone.Warn, "Rate limit reached", "m-1 · limit 120 for user:ann · again in 1.5 s"),
    ];

    [Fact]
    public void Events_ThatTheLibraryAppends_AreAllHere()
    {
        FieldInfo types = typeof(IGovernance).Assembly.GetType("Enterprise.Governance.Pipeline.CoreEventTypes")!.GetField("Types", BindingFlags.Static | BindingFlags.NonPublic)!;

        Events.Select(static one => one.Type).Should().BeEquivalentTo(((IEnumerable)types.GetValue(null)!).Cast<string>());
    }

    [Fact]
    public void Events_AreReadWithAllThatTheySay()
    {
        foreach ((string type, string data, Tone tone, string title, string says) in Events)
        {
            TimelineReader reader = new();
            reader.Read(Row("action.started", """{"action":"x","tool":"t","call_id":"c-1","attempt":1,"held_cost_units":0}""", "2026-11-23T09:00:00.000000Z"));

            TimelineItem item = reader.Read(Row(type, data, "2026-11-23T09:00:01.500000Z"));

            (item.Tone, item.Title, Say(item)).Should().Be((tone, title, says), type);
            item.Data.GetRawText().Should().Be(data);
        }
    }

    [Theory]
    [InlineData("""{"effect":"allow","cost_units":null,"deny_reason":null,"obligations":[],"policy_ids":[],"unknown":[],"shadow":[],"policy_set":"v"}""", Tone.Quiet, "Allowed by policy")]
    [InlineData("""{"effect":"require_approval","cost_units":null,"deny_reason":null,"obligations":[],"policy_ids":["a"],"unknown":[],"shadow":[],"policy_set":"v"}""", Tone.Warn, "Policy asks for an approval")]
    public void Decision_HasTheTitleOfItsEffect(string decision, Tone tone, string title)
    {
        TimelineItem item = new TimelineReader().Read(Row("policy.decided", $$"""{"action":"a","tool":"t","phase":"plan","decision":{{decision}}}"""));

        (item.Tone, item.Title).Should().Be((tone, title));
    }

    [Fact]
    public void Refusal_BeforeAnyPolicy_SaysItsCode()
    {
        TimelineItem item = new TimelineReader().Read(Row("policy.decided", """{"action":"a","tool":"t","phase":"exec","code":"args_not_canonical"}"""));

        (item.Tone, item.Title, item.Reason).Should().Be((Tone.Bad, "Refused before any policy", "args_not_canonical"));
    }

    [Theory]
    [InlineData("denied", "Approval denied")]
    [InlineData("expired", "Approval expired")]
    public void Approval_ThatWasNotGiven_IsBad(string decision, string title)
    {
        TimelineItem item = new TimelineReader().Read(Row("approval.decided", $$"""{"approval_id":"p","decision":"{{decision}}","decided_by":null}"""));

        (item.Tone, item.Title).Should().Be((Tone.Bad, title));
    }

    [Fact]
    public void Event_OfTheHost_IsShownAsItIs()
    {
        TimelineItem item = new TimelineReader().Read(Row("ticket.closed", """{"ticket":7}"""));

        (item.Title, item.Payload!.Value.GetRawText()).Should().Be(("ticket.closed", """{"ticket":7}"""));
    }

    private static EventView Row(string type, string data, string ts = "2026-11-23T09:00:00.000000Z") => new(1, ts, type, "00", JsonElement.Parse(data));

    /// <summary>Says what an item says, in the order of the page.</summary>
    private static string Say(TimelineItem item)
    {
        string? duration = item.Duration is { } time ? ReferenceServer.Dashboard.Elements.Numbers.Duration(time) : null;
        string?[] parts =
        [
            item.Subject, item.Tool, item.Phase, item.Reason, item.CostUnits is { } units ? $"{units} CU" : null, duration, .. item.Rules.Select(static rule => $"{rule.PolicyId} {rule.Kind}"),
            .. item.Facts.Select(static fact => $"{fact.Name} {fact.Value}"), item.ApprovalId is { } approval ? $"approval {approval}" : null, item.Payload is { } payload ? $"payload {payload.GetRawText()}" : null,
        ];
        return string.Join(" · ", parts.Where(static part => part is not null));
    }
}
