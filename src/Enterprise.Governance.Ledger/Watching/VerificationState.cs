using System.Text.Json.Serialization;

namespace Enterprise.Governance.Ledger.Watching;

/// <summary>How the repeated verification stands: what the next process needs in order to go on. Immutable.</summary>
internal sealed record VerificationState
{
    internal static VerificationState None { get; } = new();

    /// <summary>Gets when the last round began; nothing before the first.</summary>
    public DateTimeOffset? BeganAt { get; init; }

    /// <summary>Gets when the last complete round ended; nothing before the first.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Gets whether the last round is not complete yet.</summary>
    public bool IsUnderWay { get; init; }

    /// <summary>Gets the run behind which the round goes on.</summary>
    public string? AfterRun { get; init; }

    public long Runs { get; init; }

    public long Events { get; init; }

    public long BadRuns { get; init; }

    public bool IsLogSound { get; init; } = true;

    /// <summary>Gets whether something was found beside the round since it began.</summary>
    public bool HasFoundBeside { get; init; }

    /// <summary>Gets whether something was found, and no complete round since then has found nothing.</summary>
    public bool HasFindings { get; init; }

    [JsonIgnore]
    internal LedgerVerificationResult Result => new(Runs, Events, BadRuns, IsLogSound);

    internal VerificationState Begin(DateTimeOffset now) => new() { BeganAt = now, CompletedAt = CompletedAt, IsUnderWay = true, HasFindings = HasFindings };

    internal VerificationState Add(VerifyReport report) =>
        this with { AfterRun = report.RunId, Runs = Runs + 1, Events = Events + report.Checked, BadRuns = BadRuns + (report.Ok ? 0 : 1), HasFindings = HasFindings || !report.Ok };

    /// <summary>Adds what was found after this was saved, by a part that came to no end.</summary>
    internal VerificationState WithFindingsOf(VerificationState unsaved, bool hasFindings) =>
        this with { HasFoundBeside = HasFoundBeside || unsaved.HasFoundBeside, HasFindings = HasFindings || hasFindings };

    internal VerificationState End(DateTimeOffset now) =>
        this with { CompletedAt = now, IsUnderWay = false, AfterRun = null, HasFindings = !Result.Ok || HasFoundBeside };
}

/// <summary>How it is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(VerificationState))]
internal sealed partial class VerificationStateJson : JsonSerializerContext;
