using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Cli.PolicyTests;

/// <summary>Writes one JSON object. Programs depend on its shape: members are added, never changed.</summary>
internal static class PolicyTestJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static void Write(PolicyTestOutcome outcome, IBufferWriter<byte> output)
    {
        using Utf8JsonWriter writer = new(output, Options);
        writer.WriteStartObject();
        writer.WriteBoolean("passed", outcome.Passed);
        writer.WriteNumber("total", outcome.Total);
        writer.WriteNumber("failed", outcome.Failed);
        writer.WriteStartArray("tests");
        foreach ((string file, PolicyTestReport report) in outcome.Files)
        {
            foreach (PolicyTestResult result in report.Results)
                WriteTest(file, result, writer);
        }

        writer.WriteEndArray();
        WriteCoverage(outcome, writer);
        writer.WriteEndObject();
    }

    private static void WriteTest(string file, PolicyTestResult result, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        WritePlace(file, result.Test.Line, result.Test.Column, writer);
        writer.WriteString("name", result.Test.Name);
        writer.WriteBoolean("passed", result.Passed);
        writer.WriteStartArray("differences");
        foreach (PolicyTestDifference difference in result.Differences)
        {
            writer.WriteStartObject();
            WritePlace(file, difference.Line, difference.Column, writer);
            writer.WriteNumber("request", difference.Request);
            writer.WriteString("member", difference.Member);
            writer.WritePropertyName("expected");
            writer.WriteRawValue(difference.Expected, skipInputValidation: true);
            writer.WritePropertyName("actual");
            writer.WriteRawValue(difference.Actual, skipInputValidation: true);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteCoverage(PolicyTestOutcome outcome, Utf8JsonWriter writer)
    {
        writer.WriteStartObject("coverage");
        writer.WriteNumber("percent", outcome.Coverage.Percent);
        if (outcome.MinCoverage is { } min)
            writer.WriteNumber("min_percent", min);
        else
            writer.WriteNull("min_percent");
        writer.WriteNumber("covered", outcome.Coverage.Covered);
        writer.WriteNumber("total", outcome.Coverage.Total);
        writer.WriteStartArray("rules");
        foreach (PolicyRuleCoverage rule in outcome.Coverage.Rules)
        {
            writer.WriteStartObject();
            WritePlace(rule.Rule.File, rule.Rule.Line, rule.Rule.Column, writer);
            writer.WriteString("policy_id", rule.Rule.PolicyId);
            writer.WriteString("state", JsonNamingPolicy.SnakeCaseLower.ConvertName(rule.State.ToString()));
            writer.WriteNumber("matched", rule.Matched);
            writer.WriteNumber("unknown", rule.Unknown);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WritePlace(string? file, int line, int column, Utf8JsonWriter writer)
    {
        writer.WriteString("file", file);
        writer.WriteNumber("line", line);
        writer.WriteNumber("column", column);
    }
}
