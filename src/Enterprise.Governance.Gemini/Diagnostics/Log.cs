using Microsoft.Extensions.Logging;

namespace Enterprise.Governance.Gemini;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "Gemini call failed with {Code}; attempt {Attempt} of {Attempts} follows in {Delay}")]
    internal static partial void Retrying(this ILogger logger, string code, int attempt, int attempts, TimeSpan delay);
}
