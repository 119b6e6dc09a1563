using Microsoft.Extensions.Logging;

namespace Enterprise.Governance.Ledger;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "The audit keys were renewed; `{Kid}` is active.")]
    internal static partial void AuditKeysRenewed(this ILogger logger, string kid);

    [LoggerMessage(2, LogLevel.Error, "The audit keys could not be renewed, those of before stay in force: {Problem} ({Code}).")]
    internal static partial void AuditKeysNotRenewed(this ILogger logger, string code, string problem);

    [LoggerMessage(3, LogLevel.Error, "Run {RunId} is {Status}, with {Findings} findings: {Kinds}. `governance verify --run` shows them.")]
    internal static partial void RunNotSound(this ILogger logger, string runId, VerifyStatus status, int findings, string kinds);

    [LoggerMessage(4, LogLevel.Error, "The log of anchors is not the one that it should be: {Finding}. `governance verify --all` shows it.")]
    internal static partial void LogNotSound(this ILogger logger, VerifyFindingKind finding);

    [LoggerMessage(5, LogLevel.Error, "{Observer} failed to take a report; the verification goes on.")]
    internal static partial void ObserverFailed(this ILogger logger, Exception exception, string observer);

    [LoggerMessage(6, LogLevel.Information, "All chains were verified: {Runs} runs with {Events} events, {BadRuns} of them not sound.")]
    internal static partial void VerificationEnded(this ILogger logger, long runs, long events, long badRuns);

    [LoggerMessage(7, LogLevel.Error, "The verification of all chains failed; it is tried again.")]
    internal static partial void VerificationFailed(this ILogger logger, Exception exception);
}
