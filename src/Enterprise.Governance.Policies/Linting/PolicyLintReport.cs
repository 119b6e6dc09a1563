using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Enterprise.Governance.Json;

namespace Enterprise.Governance.Policies;

/// <summary>What a lint found out about a policy set. Immutable.</summary>
public sealed class PolicyLintReport
{
    internal PolicyLintReport(PolicySet set, ImmutableArray<PolicyLintFinding> findings)
    {
        (PolicySetVersion, Rules, Findings) = (set.Version, set.Rules.Length, findings);
        Errors = [.. findings.Where(static finding => finding.Severity == PolicyLintSeverity.Error).Select(static finding => finding.Diagnostic)];
    }

    /// <summary>Gets the version of the set.</summary>
    public string PolicySetVersion { get; }

    /// <summary>Gets the number of rules, those that are not enabled included.</summary>
    public int Rules { get; }

    /// <summary>Gets the findings by file, line and column.</summary>
    public ImmutableArray<PolicyLintFinding> Findings { get; }

    /// <summary>Gets the findings that are errors, as loading reports what is wrong.</summary>
    public ImmutableArray<SourceDiagnostic> Errors { get; }

    /// <summary>Gets whether any finding is an error.</summary>
    public bool HasErrors => !Errors.IsEmpty;

    /// <summary>Returns the number of findings of a severity.</summary>
    /// <param name="severity">The severity.</param>
    /// <returns>Their number.</returns>
    public int Count(PolicyLintSeverity severity) => Findings.Count(finding => finding.Severity == severity);

    /// <summary>
    /// Writes the report as an object with <c>policy_set</c>, <c>rules</c>, <c>errors</c>, <c>warnings</c>, <c>information</c> and <c>findings</c>; a finding has <c>code</c>,
    /// <c>severity</c>, <c>policy_id</c>, <c>related</c>, <c>file</c>, <c>line</c>, <c>column</c>, <c>message</c>, <c>help</c> and <c>example</c>, all in that order.
    /// </summary>
    /// <param name="writer">Receives the object.</param>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        writer.WriteString("policy_set"u8, PolicySetVersion);
        writer.WriteNumber("rules"u8, Rules);
        writer.WriteNumber("errors"u8, Count(PolicyLintSeverity.Error));
        writer.WriteNumber("warnings"u8, Count(PolicyLintSeverity.Warning));
        writer.WriteNumber("information"u8, Count(PolicyLintSeverity.Information));
        writer.WriteStartArray("findings"u8);
        foreach (PolicyLintFinding finding in Findings)
            finding.WriteTo(writer);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Returns the report as one line of JSON, see <see cref="WriteTo"/>.</summary>
    /// <returns>The JSON object.</returns>
    public string ToJson()
    {
        ArrayBufferWriter<byte> output = new();
        using (Utf8JsonWriter writer = new(output, PolicyDecision.TextOptions))
            WriteTo(writer);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
