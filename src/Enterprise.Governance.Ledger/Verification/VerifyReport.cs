using System.Collections.Immutable;
using System.Text.Json;

namespace Enterprise.Governance.Ledger;

/// <summary>The result of verifying a run. Immutable.</summary>
/// <remarks>A report never contains a computed hash or anything else that would help to forge one.</remarks>
public sealed record VerifyReport
{
    /// <summary>The most findings that a report lists; <see cref="FindingCount"/> counts all.</summary>
    public const int MaxFindings = 20;

    /// <summary>The most redacted values that a report lists; <see cref="RedactedCount"/> counts all.</summary>
    public const int MaxRedacted = 20;

    /// <summary>Gets the run.</summary>
    public required string RunId { get; init; }

    /// <summary>Gets the status: the worst that was found.</summary>
    public required VerifyStatus Status { get; init; }

    /// <summary>Gets how many events were looked at.</summary>
    public required long Checked { get; init; }

    /// <summary>Gets the head as it is stored, or <see langword="null"/> if there is none.</summary>
    public RunHead? Head { get; init; }

    /// <summary>Gets the first findings, in order of seq.</summary>
    public ImmutableArray<VerifyFinding> Findings { get; init; } = [];

    /// <summary>Gets how many findings there are.</summary>
    public int FindingCount { get; init; }

    /// <summary>Gets the seq up to which a checkpoint covers the run, or <see langword="null"/> if none does.</summary>
    public long? AnchoredSeq { get; init; }

    /// <summary>Gets SHA-256 of the evidence bundle for which the events have left, lower-case hexadecimal, as the run's tombstone has it; <see langword="null"/> for a run that was not archived.</summary>
    public string? BundleSha256 { get; init; }

    /// <summary>Gets the places of the first personal values that are not stored any more, in order of seq. That is no finding: erasing is allowed, and nobody can tell it from a removal.</summary>
    public ImmutableArray<RedactedValue> Redacted { get; init; } = [];

    /// <summary>Gets how many personal values are not stored any more.</summary>
    public long RedactedCount { get; init; }

    /// <summary>Gets whether the run is sound: intact or archived.</summary>
    public bool Ok => Status is VerifyStatus.Intact or VerifyStatus.Archived;

    /// <summary>Writes the report as one JSON object.</summary>
    /// <param name="writer">Receives it.</param>
    public void WriteTo(Utf8JsonWriter writer) => VerifyReportWriter.Write(this, writer);
}
