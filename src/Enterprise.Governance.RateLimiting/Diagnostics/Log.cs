using Microsoft.Extensions.Logging;

namespace Enterprise.Governance.RateLimiting;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "The store of the rate limiter failed; until it recovers, {Policy} applies")]
    internal static partial void StoreFailed(this ILogger logger, Exception exception, RateLimitStoreFailure policy);

    [LoggerMessage(2, LogLevel.Information, "The store of the rate limiter answers again")]
    internal static partial void StoreRecovered(this ILogger logger);
}
