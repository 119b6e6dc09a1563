using Enterprise.Governance.Ledger;
using Microsoft.Extensions.Logging;

namespace Enterprise.Governance.Anchoring;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "Run {RunId} was not anchored: it is {Status}, with {Findings} findings. `governance verify --run` shows them.")]
    internal static partial void RunRefused(this ILogger logger, string runId, VerifyStatus status, int findings);

    [LoggerMessage(2, LogLevel.Warning, "The anchorer's lease was lost in the middle of its work; what another process appends stands.")]
    internal static partial void LeaseLost(this ILogger logger);

    [LoggerMessage(3, LogLevel.Error, "Checkpoint {Size} cannot be published: {Problem}.")]
    internal static partial void CheckpointUnreadable(this ILogger logger, long size, string problem);

    [LoggerMessage(4, LogLevel.Error, "Sink {Sink} did not take checkpoint {Size}; it is tried again with the next round.")]
    internal static partial void SinkFailed(this ILogger logger, Exception exception, string sink, long size);

    [LoggerMessage(5, LogLevel.Error, "A round of the anchorer failed; the next one tries again.")]
    internal static partial void RoundFailed(this ILogger logger, Exception exception);

    [LoggerMessage(6, LogLevel.Information, "Run {RunId} was archived: {Events} events are in the bundle {BundleSha256} now, and in the database no more.")]
    internal static partial void RunArchived(this ILogger logger, string runId, long events, string bundleSha256);

    [LoggerMessage(7, LogLevel.Error, "Run {RunId} was not archived: it does not verify. `governance verify --run` shows the findings.")]
    internal static partial void RunNotArchived(this ILogger logger, string runId);

    [LoggerMessage(8, LogLevel.Debug, "Run {RunId} was not archived: {Code}.")]
    internal static partial void RunStays(this ILogger logger, string runId, string code);
}
