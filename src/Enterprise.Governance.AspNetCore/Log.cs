using Microsoft.Extensions.Logging;

namespace Enterprise.Governance.AspNetCore;

/// <summary>The package's log messages.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "Governance failed with {Code} while it answered a request")]
    internal static partial void GovernanceFailed(this ILogger logger, Exception exception, string code);

    [LoggerMessage(2, LogLevel.Warning, "The run started for a request could not be ended: {Code}")]
    internal static partial void RunNotEnded(this ILogger logger, string code);
}
