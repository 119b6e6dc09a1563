using System.Text.Json.Serialization;

namespace Quickstart.Output;

/// <summary>What <c>--json</c> prints: one line.</summary>
internal sealed record Summary(
    [property: JsonPropertyName("runs")] int Runs,
    [property: JsonPropertyName("events")] long Events,
    [property: JsonPropertyName("actions")] int Actions,
    [property: JsonPropertyName("denied")] int Denied,
    [property: JsonPropertyName("approvals")] int Approvals,
    [property: JsonPropertyName("resumed")] int Resumed,
    [property: JsonPropertyName("rate_limited")] int RateLimited,
    [property: JsonPropertyName("budget_exceeded")] int BudgetExceeded,
    [property: JsonPropertyName("verify")] string Verify,
    [property: JsonPropertyName("tampered_seq")] long TamperedSeq,
    [property: JsonPropertyName("found_seq")] long? FoundSeq,
    [property: JsonPropertyName("database")] string Database);

/// <summary>How the summary is written.</summary>
[JsonSerializable(typeof(Summary))]
internal sealed partial class SummaryJson : JsonSerializerContext;
