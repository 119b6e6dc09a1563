using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Enterprise.Governance.Json;
using Enterprise.Governance.Policies.Reading;

namespace Enterprise.Governance.Policies.Rules;

/// <summary>The text whose hash is a set's version.</summary>
internal static class PolicySetDocument
{
    internal static byte[] Write(ImmutableArray<PolicyRule> rules, PolicySetOptions options)
    {
        ArrayBufferWriter<byte> output = new(256 + rules.Sum(static rule => rule.Document.Length + 1));
        using (Utf8JsonWriter writer = new(output))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("default_effect");
            options.WriteTo(writer);
            writer.WriteStartArray("rules");
            foreach (PolicyRule rule in rules)
                writer.WriteRawValue(rule.Document.Span, skipInputValidation: true);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return CanonicalJson.Canonicalize(output.WrittenSpan);
    }

    /// <summary>Reads a document; the options are <see langword="null"/> only beside an error.</summary>
    internal static PolicySetOptions? Read(SourceNode root, List<PolicyRule> rules, List<SourceDiagnostic> errors, List<SourceDiagnostic> warnings)
    {
        if (root.Find("default_effect") is not { } defaultEffect || root.Find("rules") is not { } array || root.Members.Length != 2)
        {
            errors.Add(root.Problem("wrong_type", "the document of a policy set must be an object with `default_effect` and `rules`, and nothing else", "pass the document as it was stored"));
            return null;
        }

        new RuleReader(null, normalForm: true, new RuleIds(), errors, warnings).ReadRules(array, rules);
        return DefaultEffectReader.Read(defaultEffect, errors);
    }
}
