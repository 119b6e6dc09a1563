using Microsoft.Extensions.Logging;

namespace Enterprise.Governance.Configuration;

/// <summary>The umbrella's log messages.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Governance keeps its state in the SQLite file {File}.")]
    internal static partial void UsingSqliteFile(this ILogger logger, string file);

    [LoggerMessage(2, LogLevel.Warning, "The audit secret generated in {File} is used; set AUDIT_SECRET outside development.")]
    internal static partial void UsingGeneratedSecret(this ILogger logger, string file);
}
