using Microsoft.Extensions.Logging;

namespace Enterprise.Governance.Postgres;

/// <summary>Log messages of the PostgreSQL stores. None has a value, and none carries the server's error, which may have some.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "The refresh of projection {Projection} failed with {Code}, {Count} times in a row; the next try is in {Delay}")]
    internal static partial void RefreshFailed(ILogger logger, string projection, string code, int count, TimeSpan delay);

    [LoggerMessage(2, LogLevel.Information, "The refresh of projection {Projection} succeeds again")]
    internal static partial void RefreshRecovered(ILogger logger, string projection);
}
