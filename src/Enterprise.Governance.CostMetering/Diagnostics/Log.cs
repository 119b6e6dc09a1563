using Microsoft.Extensions.Logging;

namespace Enterprise.Governance.CostMetering;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "The hold of call {CallId} of run {RunId} expired while the call was in flight; it will be charged when it is settled")]
    internal static partial void HoldLost(this ILogger logger, string runId, string callId);

    [LoggerMessage(2, LogLevel.Warning, "Renewing the hold of call {CallId} of run {RunId} failed; it is tried again")]
    internal static partial void RenewalFailed(this ILogger logger, Exception exception, string runId, string callId);
}
