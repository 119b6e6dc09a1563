using Microsoft.Extensions.Logging;

namespace Enterprise.Governance.Ledger;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "The audit keys were renewed; `{Kid}` is active.")]
    internal static partial void AuditKeysRenewed(this ILogger logger, string kid);

    [LoggerMessage(2, LogLevel.Error, "The audit keys could not be renewed, those of before stay in force: {Problem} ({Code}).")]
    internal static partial void AuditKeysNotRenewed(this ILogger logger, string code, string problem);
}
