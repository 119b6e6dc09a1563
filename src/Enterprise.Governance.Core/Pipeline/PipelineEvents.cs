using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Pipeline;

/// <summary>Writes the data of Core's events. The shapes are listed in <c>docs/design/formats.md</c>.</summary>
internal static class PipelineEvents
{
    internal static LedgerEvent RunStarted(RunRecord run) => Create("run.started", run, static (w, run) =>
    {
        w.WriteString("tenant", run.Scope.Tenant);
        w.WriteString("org", run.Scope.Org);
        w.WriteString("user", run.Scope.User);
        WriteTexts(w, "roles", run.Scope.Roles);
        w.WriteString("title", run.Title);
        WriteTexts(w, "tags", run.Tags);
        w.WriteString("state", run.State.ToStoredName());
    });

    internal static LedgerEvent RunEnded(string type, string? reason) => Create(type, reason, static (w, reason) =>
    {
        if (reason is not null)
            w.WriteString("reason", reason);
    });

    /// <summary>Writes a decision whose arguments stand in the event that follows it, or that has none to show.</summary>
    internal static LedgerEvent PolicyDecided(ActionCall call, string phase, PolicyDecision decision) => Create("policy.decided", (call, phase, decision), static (w, s) =>
    {
        WriteCall(w, s.call);
        WriteDecision(w, s.phase, s.decision);
    });

    /// <summary>Writes a decision that no event with the arguments follows.</summary>
    internal static LedgerEvent PolicyDecided(BoundCall bound, ArgumentCapture capture, string phase, PolicyDecision decision) =>
        WithPersonal(capture, "/args", Create("policy.decided", (bound, capture, phase, decision), static (w, s) =>
        {
            WriteCall(w, s.bound.Call);
            WriteArguments(w, s.bound, s.capture);
            WriteDecision(w, s.phase, s.decision);
        }));

    internal static LedgerEvent Refused(ActionCall call, string phase, string code) => Create("policy.decided", (call, phase, code), static (w, s) =>
    {
        WriteCall(w, s.call);
        w.WriteString("phase", s.phase);
        w.WriteString("code", s.code);
    });

    internal static LedgerEvent ActionStarted(BoundCall bound, ArgumentCapture capture, string callId, int attempt, long heldUnits, string? approvalId) =>
        WithPersonal(capture, "/args", Create("action.started", (bound, capture, callId, attempt, heldUnits, approvalId), static (w, s) =>
        {
            WriteCall(w, s.bound.Call);
            WriteArguments(w, s.bound, s.capture);
            w.WriteString("call_id", s.callId);
            w.WriteNumber("attempt", s.attempt);
            w.WriteNumber("held_cost_units", s.heldUnits);
            if (s.approvalId is not null)
                w.WriteString("approval_id", s.approvalId);
            if (s.bound.Call.IdempotencyKey is { } key)
                w.WriteString("idempotency_key", key);
        }));

    /// <summary>Writes the result or, where the ledger refuses it, an unsalted digest: with <see cref="ArgumentCapture.Personal"/> both are personal, since a digest can be guessed.</summary>
    internal static LedgerEvent ActionCompleted(ActionCall call, ArgumentCapture capture, string callId, long costUnits, ReadOnlyMemory<byte> result, string? refused) =>
        WithPersonal(capture, "/result", Create("action.completed", (call, callId, costUnits, result, refused), static (w, s) =>
        {
            WriteCall(w, s.call);
            w.WriteString("call_id", s.callId);
            w.WriteNumber("cost_units", s.costUnits);
            w.WritePropertyName("result");
            if (s.refused is null)
            {
                w.WriteRawValue(s.result.Span, skipInputValidation: true);
                return;
            }

            w.WriteStartObject();
            w.WriteString("digest", Convert.ToHexStringLower(SHA256.HashData(s.result.Span)));
            w.WriteNumber("bytes", s.result.Length);
            w.WriteString("refused", s.refused);
            w.WriteEndObject();
        }));

    internal static LedgerEvent ActionFailed(ActionCall call, string callId, string error) => Create("action.failed", (call, callId, error), static (w, s) =>
    {
        WriteCall(w, s.call);
        w.WriteString("call_id", s.callId);
        w.WriteString("error", s.error);
    });

    internal static LedgerEvent ActionInDoubt(ActionCall call, string callId, string cause) => Create("action.in_doubt", (call, callId, cause), static (w, s) =>
    {
        WriteCall(w, s.call);
        w.WriteString("call_id", s.callId);
        w.WriteString("cause", s.cause);
    });

    internal static LedgerEvent ApprovalRequested(ApprovalRecord approval, BoundCall bound, ArgumentCapture capture) => WithPersonal(capture, "/args", Create("approval.requested", (approval, bound, capture), static (w, s) =>
    {
        w.WriteString("approval_id", s.approval.ApprovalId);
        WriteCall(w, s.bound.Call);
        WriteArguments(w, s.bound, s.capture);
        w.WriteString("requested_by", s.approval.RequestedBy);
        w.WriteString("expires_at", s.approval.ExpiresAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture));
        w.WriteStartArray("rules");
        foreach (PolicyRuleReference rule in s.approval.Rules)
        {
            w.WriteStartObject();
            w.WriteString("policy_id", rule.PolicyId);
            w.WriteString("digest", rule.Digest);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }));

    internal static LedgerEvent ApprovalDecided(string approvalId, string decision, string? decidedBy, string? reason) => Create("approval.decided", (approvalId, decision, decidedBy, reason), static (w, s) =>
    {
        w.WriteString("approval_id", s.approvalId);
        w.WriteString("decision", s.decision);
        w.WriteString("decided_by", s.decidedBy);
        if (s.reason is not null)
            w.WriteString("reason", s.reason);
    });

    internal static LedgerEvent BudgetExceeded(BoundCall bound, ArgumentCapture capture, CostRefusal refusal) =>
        WithPersonal(capture, "/args", Create("budget.exceeded", (bound, capture, refusal), static (w, s) =>
        {
            w.WriteString("action", s.bound.Call.Action);
            WriteArguments(w, s.bound, s.capture);
            WriteRefusal(w, s.refusal);
        }));

    /// <summary>Writes a refusal without arguments, of an <c>action</c> or a <c>model</c>.</summary>
    internal static LedgerEvent BudgetExceeded(string subject, string name, CostRefusal refusal) => Create("budget.exceeded", (subject, name, refusal), static (w, s) =>
    {
        w.WriteString(s.subject, s.name);
        WriteRefusal(w, s.refusal);
    });

    internal static LedgerEvent RateLimited(string subject, string name, string key, long limit, TimeSpan? retryAfter) => Create("rate.limited", (subject, name, key, limit, retryAfter), static (w, s) =>
    {
        w.WriteString(s.subject, s.name);
        w.WriteString("key", s.key);
        w.WriteNumber("limit", s.limit);
        if (s.retryAfter is { } retryAfter)
            w.WriteNumber("retry_after_ms", (long)retryAfter.TotalMilliseconds);
    });

    internal static LedgerEvent LlmCalled(LlmCall call, string callId, string status, LlmUsage? usage, CostCharge? charge) => Create("llm.called", (call, callId, status, usage, charge), static (w, s) =>
    {
        w.WriteString("model", s.call.Model);
        w.WriteString("call_id", s.callId);
        w.WriteString("status", s.status);
        w.WriteNumber("cost_units", s.charge?.Units ?? 0);
        w.WriteStartObject("usage");
        WriteTokens(w, "prompt", s.usage?.Prompt);
        WriteTokens(w, "cached", s.usage?.Cached);
        WriteTokens(w, "output", s.usage?.Output);
        WriteTokens(w, "thoughts", s.usage?.Thoughts);
        WriteTokens(w, "tool_use", s.usage?.ToolUse);
        WriteTokens(w, "total", s.usage?.TotalTokens);
        w.WriteEndObject();
        w.WriteBoolean("estimated", s.usage?.Estimated ?? false);
    });

    /// <summary>Returns the same event, personal places included, with the number of refusals that were not told one by one.</summary>
    internal static LedgerEvent WithSuppressed(LedgerEvent ledgerEvent, long suppressed)
    {
        using JsonDocument document = JsonDocument.Parse(ledgerEvent.Data, new JsonDocumentOptions { MaxDepth = 2000 });
        JsonElement root = document.RootElement;
        return Create(ledgerEvent.Type, (root, suppressed), static (w, s) =>
        {
            foreach (JsonProperty property in s.root.EnumerateObject())
                property.WriteTo(w);
            w.WriteNumber("suppressed", s.suppressed);
        }).WithPersonal(ledgerEvent.PersonalPointers.AsSpan());
    }

    private static LedgerEvent WithPersonal(ArgumentCapture capture, string pointer, LedgerEvent ledgerEvent) =>
        capture == ArgumentCapture.Personal ? ledgerEvent.WithPersonal(pointer) : ledgerEvent;

    private static LedgerEvent Create<TState>(string type, TState state, Action<Utf8JsonWriter, TState> write)
    {
        ArrayBufferWriter<byte> buffer = new(512);
        using (Utf8JsonWriter writer = new(buffer, new JsonWriterOptions { SkipValidation = true, MaxDepth = 2000 }))
        {
            writer.WriteStartObject();
            write(writer, state);
            writer.WriteEndObject();
        }

        return LedgerEvent.Create(type, buffer.WrittenMemory);
    }

    private static void WriteCall(Utf8JsonWriter writer, ActionCall call)
    {
        writer.WriteString("action", call.Action);
        writer.WriteString("tool", call.Tool);
    }

    private static void WriteDecision(Utf8JsonWriter writer, string phase, PolicyDecision decision)
    {
        writer.WriteString("phase", phase);
        writer.WritePropertyName("decision");
        decision.WriteTo(writer);
    }

    private static void WriteRefusal(Utf8JsonWriter writer, CostRefusal refusal)
    {
        writer.WriteString("budget", refusal.BudgetName);
        writer.WriteNumber("limit", refusal.Limit);
        writer.WriteNumber("spent", refusal.Spent);
        writer.WriteNumber("held", refusal.Held);
        writer.WriteNumber("requested", refusal.Requested);
        if (refusal.QuotaKind is { } kind)
            writer.WriteString("quota", $"{kind.ToString().ToLowerInvariant()}:{refusal.QuotaId}");
    }

    private static void WriteArguments(Utf8JsonWriter writer, BoundCall bound, ArgumentCapture capture)
    {
        if (capture == ArgumentCapture.Digest)
        {
            writer.WriteString("args_digest", bound.Digest);
            return;
        }

        writer.WritePropertyName("args");
        writer.WriteRawValue(bound.Args, skipInputValidation: true);
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, ImmutableArray<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (string text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }

    private static void WriteTokens(Utf8JsonWriter writer, string name, long? tokens)
    {
        if (tokens is { } value)
            writer.WriteNumber(name, value);
    }
}
