using System.Collections.Immutable;
using System.Text.Json;
using Enterprise.Governance.Policies.Rules;

namespace Enterprise.Governance.Policies.Explanation;

/// <summary>Explanations as JSON, see <see cref="PolicyExplanation.WriteTo"/>.</summary>
internal static class ExplanationJson
{
    internal static void Write(Utf8JsonWriter writer, PolicyExplanation explanation)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("decision"u8);
        explanation.Decision.WriteTo(writer);
        writer.WriteStartArray("rules"u8);
        foreach (RuleExplanation rule in explanation.Rules)
            Write(writer, rule);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    internal static void Write(Utf8JsonWriter writer, CriterionExplanation criterion)
    {
        writer.WriteStartObject();
        writer.WriteString("key"u8, criterion.Key);
        writer.WriteString("truth"u8, criterion.Truth.ToJsonName());
        writer.WriteBoolean("decisive"u8, criterion.IsDecisive);
        WriteText(writer, "path", criterion.Path);
        WriteText(writer, "operator", criterion.Operator);
        WriteRaw(writer, "operand", criterion.Operand);
        WriteRaw(writer, "referenced_value", criterion.ReferencedValue);
        WriteRaw(writer, "value", criterion.Value);
        if (!criterion.Parts.IsEmpty)
            Write(writer, "parts", criterion.Parts);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, RuleExplanation explanation)
    {
        PolicyRule rule = explanation.Rule;
        writer.WriteStartObject();
        writer.WriteString("policy_id"u8, rule.PolicyId);
        writer.WriteString("file"u8, rule.File);
        writer.WriteNumber("line"u8, rule.Line);
        writer.WriteNumber("column"u8, rule.Column);
        writer.WriteString("mode"u8, rule.Mode.ToJsonName());
        writer.WritePropertyName("effect"u8);
        RuleDocument.WriteEffect(writer, rule.Effect);
        writer.WriteString("truth"u8, explanation.Truth.ToJsonName());
        writer.WriteBoolean("counts"u8, explanation.Counts);
        writer.WriteStartArray("gives"u8);
        foreach (string part in explanation.Gives)
            writer.WriteStringValue(part);
        writer.WriteEndArray();
        Write(writer, "when", explanation.Criteria);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, ImmutableArray<CriterionExplanation> criteria)
    {
        writer.WriteStartArray(name);
        foreach (CriterionExplanation criterion in criteria)
            Write(writer, criterion);
        writer.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string? text)
    {
        if (text is not null)
            writer.WriteString(name, text);
    }

    private static void WriteRaw(Utf8JsonWriter writer, string name, string? json)
    {
        if (json is null)
            return;
        writer.WritePropertyName(name);
        writer.WriteRawValue(json, skipInputValidation: true);
    }
}
