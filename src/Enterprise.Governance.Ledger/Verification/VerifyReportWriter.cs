using System.Text.Json;

namespace Enterprise.Governance.Ledger;

/// <summary>The JSON form of a report.</summary>
internal static class VerifyReportWriter
{
    internal static void Write(VerifyReport report, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("ok", report.Ok);
        writer.WriteString("run_id", report.RunId);
        writer.WriteString("status", Name(report.Status));
        writer.WriteNumber("checked", report.Checked);
        writer.WritePropertyName("head");
        WriteHead(report.Head, writer);
        writer.WriteStartArray("findings");
        foreach (VerifyFinding finding in report.Findings)
            WriteFinding(finding, writer);
        writer.WriteEndArray();
        writer.WriteNumber("finding_count", report.FindingCount);
        if (report.AnchoredSeq is { } anchored)
            writer.WriteNumber("anchored_seq", anchored);
        else
            writer.WriteNull("anchored_seq");
        writer.WriteStartArray("redacted");
        foreach (RedactedValue redacted in report.Redacted)
        {
            writer.WriteStartObject();
            writer.WriteNumber("seq", redacted.Seq);
            writer.WriteString("path", redacted.Path);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteNumber("redacted_count", report.RedactedCount);
        if (report.BundleSha256 is { } bundle)
            writer.WriteString("bundle_sha256", bundle);
        writer.WriteEndObject();
    }

    internal static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static void WriteHead(RunHead? head, Utf8JsonWriter writer)
    {
        if (head is null)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        writer.WriteNumber("seq", head.Seq);
        writer.WriteString("hash", head.Hash);
        writer.WriteEndObject();
    }

    private static void WriteFinding(VerifyFinding finding, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("seq", finding.Seq);
        writer.WriteString("kind", Name(finding.Kind));
        if (finding.Stored is not null)
            writer.WriteString("stored", finding.Stored);
        if (finding.StoredPrevious is not null)
            writer.WriteString("stored_previous", finding.StoredPrevious);
        writer.WriteEndObject();
    }
}
