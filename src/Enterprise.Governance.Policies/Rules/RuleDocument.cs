using System.Buffers;
using System.Text.Json;
using Enterprise.Governance.Json;

namespace Enterprise.Governance.Policies.Rules;

/// <summary>Writes the normal form of a rule: every key but <c>tenant</c> is there, effects only where they do something.</summary>
/// <remarks>INVARIANT: reading the normal form gives the same normal form; versions and digests rest on it.</remarks>
internal static class RuleDocument
{
    internal static byte[] Write(PolicyRule rule)
    {
        ArrayBufferWriter<byte> output = new(256);
        using (Utf8JsonWriter writer = new(output))
        {
            RuleHeader header = rule.Header;
            writer.WriteStartObject();
            writer.WriteString("policy_id", rule.PolicyId);
            writer.WriteStartArray("phase");
            foreach (string phase in header.Phases)
                writer.WriteStringValue(phase);
            writer.WriteEndArray();
            writer.WriteNumber("priority", header.Priority);
            writer.WriteBoolean("enabled", header.Enabled);
            writer.WriteString("mode", header.Mode.ToJsonName());
            if (header.Tenant is not null)
                writer.WriteString("tenant", header.Tenant);
            writer.WritePropertyName("when");
            rule.Condition.WriteTo(writer);
            writer.WritePropertyName("effect");
            WriteEffect(writer, rule.Effect);
            writer.WriteEndObject();
        }

        return CanonicalJson.Canonicalize(output.WrittenSpan);
    }

    internal static void WriteEffect(Utf8JsonWriter writer, RuleEffect effect)
    {
        writer.WriteStartObject();
        if (effect.Outcome is { } outcome)
            writer.WriteBoolean(outcome.ToJsonName(), true);
        if (effect.DenyReason is not null)
            writer.WriteString("deny_reason", effect.DenyReason);
        if (effect.CostUnits is { } costUnits)
            writer.WriteNumber("set_cost_units", costUnits);
        if (!effect.Obligations.IsEmpty)
        {
            writer.WriteStartArray("obligations");
            foreach (PolicyObligation obligation in effect.Obligations)
                writer.WriteRawValue(obligation.Utf8Json.Span, skipInputValidation: true);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
