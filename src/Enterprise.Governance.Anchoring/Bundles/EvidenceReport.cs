using System.Collections.Immutable;
using System.Text.Json;

namespace Enterprise.Governance.Anchoring;

/// <summary>What verification of a bundle found. Immutable; holds no computed hash. What it tells of a bundle that does not hold is what the file says, and no more.</summary>
public sealed record EvidenceReport
{
    /// <summary>The most findings that a report lists; <see cref="FindingCount"/> counts all.</summary>
    public const int MaxFindings = 20;

    /// <summary>Gets the run, or <see langword="null"/> if the file has no header.</summary>
    public string? RunId { get; init; }

    /// <summary>Gets how many events were looked at.</summary>
    public long Events { get; init; }

    /// <summary>Gets the log that the checkpoint names, or <see langword="null"/> if the file has no checkpoint.</summary>
    public string? Origin { get; init; }

    /// <summary>Gets the size of the log that the checkpoint states, or <see langword="null"/> if the file has no checkpoint.</summary>
    public long? Size { get; init; }

    /// <summary>Gets which of the trusted keys have signed the checkpoint, each as <c>NAME+KEYID</c>.</summary>
    public ImmutableArray<string> SignedBy { get; init; } = [];

    /// <summary>Gets whether the chained hashes were recomputed too, which needs the audit keys.</summary>
    public bool IsChainChecked { get; init; }

    /// <summary>Gets how many policy sets the events name.</summary>
    public int PolicySets { get; init; }

    /// <summary>Gets how many of these the bundle has no document of.</summary>
    public int MissingPolicySets { get; init; }

    /// <summary>Gets to how many personal values the events commit.</summary>
    public long Commitments { get; init; }

    /// <summary>Gets how many of these the file with personal values has.</summary>
    public long PersonalValues { get; init; }

    /// <summary>Gets the first findings, in the order in which they were met.</summary>
    public ImmutableArray<EvidenceFinding> Findings { get; init; } = [];

    /// <summary>Gets how many findings there are.</summary>
    public int FindingCount { get; init; }

    /// <summary>Gets whether the bundle holds: every text in it is the one that the checkpoint commits to, and a trusted key of the log has signed that.</summary>
    public bool Ok => FindingCount == 0;

    /// <summary>Writes the report as one JSON object.</summary>
    /// <param name="writer">Receives it.</param>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        writer.WriteBoolean("ok", Ok);
        writer.WriteString("run_id", RunId);
        writer.WriteNumber("events", Events);
        writer.WritePropertyName("checkpoint");
        WriteCheckpoint(writer);
        writer.WriteStartArray("signed_by");
        foreach (string key in SignedBy)
            writer.WriteStringValue(key);
        writer.WriteEndArray();
        writer.WriteBoolean("chain_checked", IsChainChecked);
        writer.WriteNumber("policy_sets", PolicySets);
        writer.WriteNumber("missing_policy_sets", MissingPolicySets);
        writer.WriteNumber("commitments", Commitments);
        writer.WriteNumber("personal_values", PersonalValues);
        writer.WriteStartArray("findings");
        foreach (EvidenceFinding finding in Findings)
            Write(finding, writer);
        writer.WriteEndArray();
        writer.WriteNumber("finding_count", FindingCount);
        writer.WriteEndObject();
    }

    private static void Write(EvidenceFinding finding, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("file", finding.IsPersonal ? "personal" : "bundle");
        writer.WriteNumber("line", finding.Line);
        writer.WriteString("kind", JsonNamingPolicy.SnakeCaseLower.ConvertName(finding.Kind.ToString()));
        if (finding.Reason is not null)
            writer.WriteString("reason", finding.Reason);
        writer.WriteEndObject();
    }

    private void WriteCheckpoint(Utf8JsonWriter writer)
    {
        if (Size is not { } size)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("origin", Origin);
        writer.WriteNumber("size", size);
        writer.WriteEndObject();
    }
}
