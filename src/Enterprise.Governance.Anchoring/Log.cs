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
}
