using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Enterprise.Governance.Policies;

/// <summary>The outcome of an evaluation, with what led to it. Immutable.</summary>
public sealed class PolicyDecision
{
    internal static readonly JsonWriterOptions TextOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal PolicyDecision(PolicyEffect effect, string policySetVersion)
    {
        Effect = effect;
        PolicySetVersion = policySetVersion;
    }

    /// <summary>Gets what may happen.</summary>
    public PolicyEffect Effect { get; }

    /// <summary>Gets the cost units that the highest matching rule sets, or <see langword="null"/> if none does.</summary>
    public long? CostUnits { get; internal init; }

    /// <summary>Gets the reason of a denial, or <see langword="null"/> if no rule gives one or nothing is denied.</summary>
    public string? DenyReason { get; internal init; }

    /// <summary>Gets the obligations of all matching rules, those of higher priority first.</summary>
    public ImmutableArray<PolicyObligation> Obligations { get; internal init; } = [];

    /// <summary>Gets the ids of all matching enforced rules, in ordinal order, those in <see cref="Unknown"/> included.</summary>
    public ImmutableArray<string> PolicyIds { get; internal init; } = [];

    /// <summary>Gets the ids of enforced rules that deny or require approval because they could not be decided, in ordinal order.</summary>
    public ImmutableArray<string> Unknown { get; internal init; } = [];

    /// <summary>Gets the ids of shadow rules that would have taken part, in ordinal order.</summary>
    public ImmutableArray<string> Shadow { get; internal init; } = [];

    /// <summary>Gets the rules that require approval, in ordinal order of their ids; empty for every other effect.</summary>
    public ImmutableArray<PolicyRuleReference> ApprovalRules { get; internal init; } = [];

    /// <summary>Gets the version of the set that decided.</summary>
    public string PolicySetVersion { get; }

    /// <summary>
    /// Writes the decision as an object with <c>effect</c>, <c>cost_units</c>, <c>deny_reason</c>, <c>obligations</c>, <c>policy_ids</c>,
    /// <c>unknown</c>, <c>shadow</c> and <c>policy_set</c>, in that order.
    /// </summary>
    /// <param name="writer">Receives the object.</param>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        writer.WriteString("effect"u8, Effect.ToJsonName());
        if (CostUnits is { } costUnits)
            writer.WriteNumber("cost_units"u8, costUnits);
        else
            writer.WriteNull("cost_units"u8);
        writer.WriteString("deny_reason"u8, DenyReason);
        writer.WriteStartArray("obligations"u8);
        foreach (PolicyObligation obligation in Obligations)
            writer.WriteRawValue(obligation.Utf8Json.Span, skipInputValidation: true);
        writer.WriteEndArray();
        WriteIds(writer, "policy_ids"u8, PolicyIds);
        WriteIds(writer, "unknown"u8, Unknown);
        WriteIds(writer, "shadow"u8, Shadow);
        writer.WriteString("policy_set"u8, PolicySetVersion);
        writer.WriteEndObject();
    }

    /// <summary>Returns the decision as one line of JSON, see <see cref="WriteTo"/>.</summary>
    /// <returns>The JSON object.</returns>
    public string ToJson()
    {
        ArrayBufferWriter<byte> output = new();
        using (Utf8JsonWriter writer = new(output, TextOptions))
            WriteTo(writer);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <inheritdoc cref="ToJson"/>
    public override string ToString() => ToJson();

    private static void WriteIds(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ImmutableArray<string> ids)
    {
        writer.WriteStartArray(name);
        foreach (string id in ids)
            writer.WriteStringValue(id);
        writer.WriteEndArray();
    }
}
