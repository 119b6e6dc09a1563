using System.Collections.Immutable;
using System.Text.Json;
using Enterprise.Governance.Json;

namespace Enterprise.Governance.Policies;

/// <summary>One thing that the lint found out about a rule. Immutable.</summary>
public sealed class PolicyLintFinding
{
    internal PolicyLintFinding(PolicyRule rule, string code, PolicyLintSeverity severity, string message, string help)
    {
        PolicyId = rule.PolicyId;
        Severity = severity;
        Diagnostic = rule.Header.Place with { Code = code, Message = message, Help = help };
    }

    /// <summary>Gets the stable code in snake case, such as <c>never_matches</c>.</summary>
    public string Code => Diagnostic.Code;

    /// <summary>Gets how much it matters.</summary>
    public PolicyLintSeverity Severity { get; }

    /// <summary>Gets the id of the rule.</summary>
    public string PolicyId { get; }

    /// <summary>Gets the ids of the other rules that the finding is about, in ordinal order.</summary>
    public ImmutableArray<string> RelatedPolicyIds { get; internal init; } = [];

    /// <summary>Gets message and help, at the place of the rule's id.</summary>
    public SourceDiagnostic Diagnostic { get; }

    /// <summary>Gets a request that shows what the finding says can happen, as <see cref="PolicyRequestReader"/> reads it; <see langword="null"/> where nothing can, or the request would be very long.</summary>
    public string? Example { get; internal init; }

    /// <summary>Returns <c>file:line:column: severity: message [code]; help: …</c>.</summary>
    /// <returns>One line for people; a text without a file is shown as <c>(text)</c>.</returns>
    public override string ToString() => (Diagnostic with { Message = $"{NameOf(Severity)}: {Diagnostic.Message} [{Code}]" }).ToString();

    internal static string NameOf(PolicyLintSeverity severity) => severity switch
    {
        PolicyLintSeverity.Error => "error",
        PolicyLintSeverity.Warning => "warning",
        _ => "information",
    };

    internal void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("code"u8, Code);
        writer.WriteString("severity"u8, NameOf(Severity));
        writer.WriteString("policy_id"u8, PolicyId);
        writer.WriteStartArray("related"u8);
        foreach (string id in RelatedPolicyIds)
            writer.WriteStringValue(id);
        writer.WriteEndArray();
        writer.WriteString("file"u8, Diagnostic.File);
        writer.WriteNumber("line"u8, Diagnostic.Line);
        writer.WriteNumber("column"u8, Diagnostic.Column);
        writer.WriteString("message"u8, Diagnostic.Message);
        writer.WriteString("help"u8, Diagnostic.Help);
        writer.WritePropertyName("example"u8);
        if (Example is null)
            writer.WriteNullValue();
        else
            writer.WriteRawValue(Example, skipInputValidation: true);
        writer.WriteEndObject();
    }
}
